#include "validation/rules/pattern_text.h"

#include <re2/re2.h>

#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <unordered_map>

namespace schakel::validation::rules {

namespace {

constexpr std::size_t kMost = 4096;  // a contained questionnaire may bring its own

struct Cache {
  std::shared_mutex mutex;
  std::unordered_map<std::string, std::shared_ptr<const RE2>> expressions;
};

Cache& cache() {
  static Cache* const instance = new Cache;
  return *instance;
}

std::shared_ptr<const RE2> compiled(std::string_view expression) {
  Cache& c = cache();
  const std::string key(expression);
  {
    const std::shared_lock lock(c.mutex);
    const auto found = c.expressions.find(key);
    if (found != c.expressions.end()) return found->second;
  }
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(1 << 20);
  auto made = std::make_shared<const RE2>(key, options);
  const std::unique_lock lock(c.mutex);
  if (c.expressions.size() >= kMost) c.expressions.clear();
  return c.expressions.try_emplace(key, std::move(made)).first->second;
}

}  // namespace

Match matches_whole(std::string_view expression, std::string_view text) {
  const std::shared_ptr<const RE2> re = compiled(expression);
  if (!re->ok()) return Match::unknown;
  return RE2::FullMatch(re2::StringPiece(text.data(), text.size()), *re) ? Match::yes : Match::no;
}

}  // namespace schakel::validation::rules
