#include "c/words.h"

#include <set>
#include <sstream>
#include <string>

size_t words_count(const char *text) {
  std::istringstream in(text);
  std::set<std::string> words;
  for (std::string word; in >> word;) words.insert(word);
  return words.size();
}
