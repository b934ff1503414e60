#include "app/batch.h"

#include "app/commands/command.h"
#include "syntax/json/reader.h"
#include "syntax/json/writer.h"

#include <exception>
#include <iostream>

namespace schakel::app {

std::string_view BatchRequest::text(std::string_view member) const {
  const Node* node = root_->child(member);
  if (node == nullptr || !node->has_value() || node->kind() == ValueKind::null) return {};
  return node->value().reveal();
}

std::vector<std::string_view> BatchRequest::list(std::string_view member) const {
  std::vector<std::string_view> items;
  const Node* node = root_->child(member);
  if (node == nullptr || node->kind() != ValueKind::list) return items;
  for (const Node* item = node->first_child(); item != nullptr; item = item->next())
    items.push_back(item->value().reveal());
  return items;
}

BatchAnswer::BatchAnswer(std::string id_json) : id_(std::move(id_json)) { begin(); }

void BatchAnswer::begin() {
  text_.clear();
  emitter_.emplace(text_);
  emitter_->object().key("id").raw(id_);
}

void BatchAnswer::error(std::string_view kind, std::string_view message) {
  begin();
  emitter_->key("error").object().member("kind", kind).member("message", message).end();
}

std::string BatchAnswer::finish() {
  emitter_->end();
  return std::move(text_);
}

namespace {

std::string answer_to(const std::string& line, Arena& arena, const BatchHandler& handler) {
  Tree tree(arena);
  Issues issues;
  syntax::json::ReadOptions options;
  options.shape = syntax::json::Shape::plain;
  const bool readable = syntax::json::read(line, tree, issues, options);
  const Node* id = readable ? tree.root()->child("id") : nullptr;
  std::string id_json = "null";
  if (id != nullptr) {
    id_json.clear();
    syntax::json::WriteOptions as_plain;
    as_plain.shape = syntax::json::Shape::plain;
    syntax::json::write(*id, id_json, as_plain);
  }
  BatchAnswer answer(std::move(id_json));
  if (!readable) {
    answer.error("request", "the line is no JSON object: " +
                                (issues.empty() ? std::string() : text_of(issues.all().front(), true)));
    return answer.finish();
  }
  try {
    handler(BatchRequest(*tree.root()), answer);
  } catch (const std::exception& failure) {
    answer.error("failure", failure.what());
  }
  return answer.finish();
}

}  // namespace

int run_batch(std::istream& in, std::ostream& out, const BatchHandler& handler) {
  Arena arena;
  std::string line;
  while (std::getline(in, line)) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    out << answer_to(line, arena, handler) << '\n' << std::flush;
    arena.reset();
  }
  return kDone;
}

int run_batch(const BatchHandler& handler) {
  std::ios::sync_with_stdio(false);
  return run_batch(std::cin, std::cout, handler);
}

}  // namespace schakel::app
