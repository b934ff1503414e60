#include "base/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <string>

namespace schakel::log {

namespace {

spdlog::logger& logger() {
  static spdlog::logger instance = [] {
    spdlog::logger made("schakel", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made.set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
    made.flush_on(spdlog::level::info);
    return made;
  }();
  return instance;
}

spdlog::level::level_enum level_of(Level level) {
  switch (level) {
    case Level::debug: return spdlog::level::debug;
    case Level::info: return spdlog::level::info;
    case Level::warning: return spdlog::level::warn;
    case Level::error: break;
  }
  return spdlog::level::err;
}

}  // namespace

void write(Level level, std::string_view event, std::initializer_list<Field> fields) {
  spdlog::logger& to = logger();
  if (!to.should_log(level_of(level))) return;
  std::string line(event);
  for (const Field& f : fields) {
    line += ' ';
    line += f.key;
    line += '=';
    line += f.is_number ? std::to_string(f.number) : std::string(f.text);
  }
  to.log(level_of(level), spdlog::string_view_t(line.data(), line.size()));
}

void set_level(Level level) { logger().set_level(level_of(level)); }

}  // namespace schakel::log
