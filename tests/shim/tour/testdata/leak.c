/* Never frees what it gets. */
#include "tour.h"

int main(void) {
  char *text;
  return tour_station(&text, NULL, NULL) != TOUR_OK;
}
