/* A server whose logic is a Go library that it replaces under load: one event loop, plain sockets, and a
 * thread that does nothing but load.
 *
 *   server LIBRARY
 *
 * It prints the port of 127.0.0.1 on which it listens. A line with a number gets the price as its reply, a
 * line `reload LIBRARY` the report of the load, `stop` ends the server.
 *
 * What a host does for a library that is replaced:
 *   - it is not linked with it: it has the header, for the types, and the names of the functions;
 *   - it calls through the table that it acquires, and releases it when it holds nothing of the library any
 *     more: the text of a reply is freed by the functions that have made it;
 *   - it loads on a thread of its own, since a load waits for the calls of the old generation to end. */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cshared/module.h"
#include "prices1.h" /* of the oldest release that is taken */

enum { CLIENTS = 64, LINE = 4096 };

/* The table: names, and their types as the header has them. */
enum { ANSWER, FREE, SELF_TEST };
static const char *const functions[] = {"prices_answer", "prices_free", "prices_self_test"};
typedef prices_status (*answer_function)(const char *, size_t, char **, size_t *, prices_error **);
typedef void (*free_function)(void *);
typedef prices_status (*self_test_function)(prices_error **);

static cshared_module *prices;

struct client {
  int socket; /* -1: free */
  size_t size;
  char line[LINE];
};
static struct client clients[CLIENTS];

__attribute__((noreturn)) static void fail(const char *what, int status) {
  fprintf(stderr, "server: %s: %s\n", what, strerror(status));
  exit(1);
}

/* Replies are short: a socket that cannot take one has a client that does not read. */
static void reply(struct client *client, const char *text) {
  char line[LINE];
  const int size = snprintf(line, sizeof line, "%s\n", text);
  if (size < 0 || send(client->socket, line, (size_t)size, MSG_NOSIGNAL) != size) {
    close(client->socket);
    client->socket = -1;
  }
}

static void answer(struct client *client, const char *request) {
  const cshared_module_function *table = cshared_module_acquire(prices);
  if (table == NULL) {
    reply(client, "error: no library");
    return;
  }
  char *text = NULL;
  const prices_status status = ((answer_function)table[ANSWER])(request, PRICES_NUL_TERMINATED, &text, NULL, NULL);
  reply(client, status == PRICES_OK ? text : "error");
  ((free_function)table[FREE])(text);
  cshared_module_release();
}

/* The module calls it before it switches. */
static int works(void *unused, const cshared_module_function *table) {
  (void)unused;
  return (int)((self_test_function)table[SELF_TEST])(NULL);
}

struct load {
  int client; /* a descriptor of its own for the client's socket */
  char path[LINE];
};

static void *load_next(void *argument) {
  struct load *load = argument;
  cshared_module_report report = {.size = sizeof report};
  const int status = cshared_module_load(prices, load->path, NULL, &report);
  char line[LINE];
  const int size = status == 0
      ? snprintf(line, sizeof line, "generation %u: checks %.1f ms, start %.1f ms, switch %.3f ms, drain %.3f ms\n",
                 report.generation, (double)report.check_ns / 1e6, (double)report.start_ns / 1e6,
                 (double)report.switch_ns / 1e6, (double)report.drain_ns / 1e6)
      : snprintf(line, sizeof line, "error: %s\n", report.text);
  if (size > 0) (void)send(load->client, line, (size_t)size, MSG_NOSIGNAL);
  close(load->client);
  free(load);
  return NULL;
}

static void reload(struct client *client, const char *path) {
  struct load *load = calloc(1, sizeof *load);
  pthread_t thread;
  if (load == NULL) {
    reply(client, "error: no memory");
    return;
  }
  snprintf(load->path, sizeof load->path, "%s", path);
  load->client = dup(client->socket);
  if (load->client < 0 || pthread_create(&thread, NULL, load_next, load) != 0) {
    if (load->client >= 0) close(load->client);
    free(load);
    reply(client, "error: no thread or descriptor");
    return;
  }
  pthread_detach(thread);
}

static int handle(struct client *client, const char *line) {
  static const char command[] = "reload ";
  if (strcmp(line, "stop") == 0) return 0;
  if (strncmp(line, command, sizeof command - 1) == 0) {
    reload(client, line + sizeof command - 1);
  } else {
    answer(client, line);
  }
  return 1;
}

/* Reads what there is, and handles the whole lines of it. Returns 0 for the line `stop`. */
static int serve(struct client *client) {
  const ssize_t got = recv(client->socket, client->line + client->size, sizeof client->line - 1 - client->size, 0);
  if (got <= 0) {
    if (got < 0 && errno == EINTR) return 1;
    close(client->socket);
    client->socket = -1;
    return 1;
  }
  client->size += (size_t)got;
  client->line[client->size] = '\0';
  char *end = NULL;
  while (client->socket >= 0 && (end = strchr(client->line, '\n')) != NULL) {
    *end = '\0';
    if (!handle(client, client->line)) return 0;
    client->size -= (size_t)(end + 1 - client->line);
    memmove(client->line, end + 1, client->size + 1);
  }
  if (client->socket >= 0 && client->size == sizeof client->line - 1) { /* no line is so long */
    close(client->socket);
    client->socket = -1;
  }
  return 1;
}

static void welcome(int listener) {
  const int socket = accept(listener, NULL, NULL);
  if (socket < 0) return;
  for (int i = 0; i < CLIENTS; i++) {
    if (clients[i].socket < 0) {
      clients[i] = (struct client){.socket = socket};
      return;
    }
  }
  close(socket);
}

static void loop(int listener) {
  for (;;) {
    struct pollfd ready[CLIENTS + 1] = {{.fd = listener, .events = POLLIN}};
    for (int i = 0; i < CLIENTS; i++) ready[i + 1] = (struct pollfd){.fd = clients[i].socket, .events = POLLIN};
    if (poll(ready, CLIENTS + 1, -1) < 0 && errno != EINTR) fail("poll", errno);
    for (int i = 0; i < CLIENTS; i++) {
      if (clients[i].socket >= 0 && ready[i + 1].revents != 0 && !serve(&clients[i])) return;
    }
    if (ready[0].revents != 0) welcome(listener);
  }
}

static int listen_somewhere(void) {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  if (listener < 0 || bind(listener, (struct sockaddr *)&address, size) != 0 || listen(listener, CLIENTS) != 0 ||
      getsockname(listener, (struct sockaddr *)&address, &size) != 0) {
    fail("socket", errno);
  }
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  return listener;
}

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: server LIBRARY\n");
    return 2;
  }
  for (int i = 0; i < CLIENTS; i++) clients[i].socket = -1;
  const cshared_module_options options = {
      .size = sizeof options,
      .functions = functions,
      .function_count = sizeof functions / sizeof functions[0],
      .version = PRICES_VERSION, /* this one, and the later ones that are compatible */
      .start = works,
  };
  int status = cshared_module_open(&options, &prices);
  if (status != 0) fail("module", status);
  cshared_module_report report = {.size = sizeof report};
  status = cshared_module_load(prices, argv[1], NULL, &report);
  if (status != 0) {
    fprintf(stderr, "server: %s\n", report.text);
    return 1;
  }
  loop(listen_somewhere());
  return 0;
}
