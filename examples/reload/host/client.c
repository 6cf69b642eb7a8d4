/* Asks the server without a break while it replaces its library, and counts.
 *
 *   client PORT LIBRARY… -- asks on four connections, has the libraries loaded one after the other, and
 *   prints which release has given how many replies, and how long they took. It fails if a request was not
 *   answered, or with a wrong number, or by an older release after a newer one, or if a release gave none. */
#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTIONS = 4, RELEASES = 16, AT_LEAST = 500 };

static int port;
static atomic_int over;
static atomic_long replies[RELEASES], wrong;
static atomic_llong slowest_ns[RELEASES]; /* of the replies of a release, the first after a switch among them */

static int64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static int connected(void) {
  const int server = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons((uint16_t)port)};
  if (server < 0 || connect(server, (struct sockaddr *)&address, sizeof address) != 0) {
    perror("client");
    exit(1);
  }
  return server;
}

/* One request and its reply, both without the newline. Returns 0 if there is none. */
static int ask(int server, const char *request, char *reply, size_t size) {
  char line[4096];
  const int length = snprintf(line, sizeof line, "%s\n", request);
  if (length < 0 || send(server, line, (size_t)length, MSG_NOSIGNAL) != length) return 0;
  for (size_t had = 0; had < size;) {
    const ssize_t got = recv(server, reply + had, size - had, 0);
    if (got <= 0) return 0;
    had += (size_t)got;
    if (reply[had - 1] == '\n') {
      reply[had - 1] = '\0';
      return 1;
    }
  }
  return 0;
}

static void *ask_on(void *unused) {
  const int server = connected();
  int newest = 1;
  for (long pieces = 1; !atomic_load(&over); pieces++) {
    char request[32], line[256] = "";
    snprintf(request, sizeof request, "%ld", pieces);
    const int64_t before = now_ns();
    int release = 0;
    long price = 0;
    if (!ask(server, request, line, sizeof line) || sscanf(line, "%d %ld", &release, &price) != 2 || price != 7 * pieces ||
        release < newest || release >= RELEASES) {
      fprintf(stderr, "client: the reply to %ld, after release %d, is `%s`\n", pieces, newest, line);
      atomic_fetch_add(&wrong, 1);
      break;
    }
    const long long took = now_ns() - before;
    long long slowest = atomic_load(&slowest_ns[release]);
    while (took > slowest && !atomic_compare_exchange_weak(&slowest_ns[release], &slowest, took)) {
    }
    newest = release;
    atomic_fetch_add(&replies[release], 1);
  }
  close(server);
  return unused;
}

/* Waits until a release has given its share of replies. */
static int served(int release) {
  for (int i = 0; i < 6000; i++) {
    if (atomic_load(&replies[release]) >= AT_LEAST) return 1;
    if (atomic_load(&wrong) != 0) break;
    usleep(10000);
  }
  fprintf(stderr, "client: release %d has given %ld replies\n", release, atomic_load(&replies[release]));
  return 0;
}

int main(int argc, char **argv) {
  if (argc < 3 || argc - 2 >= RELEASES) {
    fprintf(stderr, "usage: client PORT LIBRARY...\n");
    return 2;
  }
  port = atoi(argv[1]);
  pthread_t threads[CONNECTIONS];
  for (int i = 0; i < CONNECTIONS; i++) {
    if (pthread_create(&threads[i], NULL, ask_on, NULL) != 0) return 1;
  }
  int fine = served(1);
  const int control = connected();
  for (int i = 2; fine && i < argc; i++) {
    char request[4096], line[4096] = "";
    snprintf(request, sizeof request, "reload %s", argv[i]);
    fine = ask(control, request, line, sizeof line) && strncmp(line, "generation ", 11) == 0;
    printf("%s\n", line);
    fine = fine && served(i);
  }
  atomic_store(&over, 1);
  for (int i = 0; i < CONNECTIONS; i++) pthread_join(threads[i], NULL);
  for (int i = 1; i < argc; i++) {
    printf("release %d: %ld replies, the slowest after %.2f ms\n", i, atomic_load(&replies[i]),
           (double)atomic_load(&slowest_ns[i]) / 1e6);
  }
  printf("%ld failed or misdirected\n", atomic_load(&wrong));
  if (send(control, "stop\n", 5, MSG_NOSIGNAL) != 5) fine = 0;
  close(control);
  return fine && atomic_load(&wrong) == 0 ? 0 : 1;
}
