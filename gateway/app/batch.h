#pragma once
// The batch form of commands (`--batch`): one JSON request a line on stdin, one JSON answer a line on stdout, in order,
// each flushed. What is wrong with a request is its answer, never the end of the process.

#include "syntax/json/emitter.h"
#include "tree/tree.h"

#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace schakel::app {

// The members of a request. Views live until the next request.
class BatchRequest {
 public:
  explicit BatchRequest(const Node& root) : root_(&root) {}
  [[nodiscard]] const Node* find(std::string_view member) const { return root_->child(member); }
  // The text of a member; empty when it is absent, null or no plain value.
  [[nodiscard]] std::string_view text(std::string_view member) const;
  [[nodiscard]] bool flag(std::string_view member) const { return text(member) == "true"; }
  // The items of a list of texts.
  [[nodiscard]] std::vector<std::string_view> list(std::string_view member) const;

 private:
  const Node* root_;
};

class BatchAnswer {
 public:
  explicit BatchAnswer(std::string id_json);
  // Members go here: `answer.json().member("result", text)`.
  syntax::json::Emitter& json() { return *emitter_; }
  // Replaces whatever was written: `{"id": ..., "error": {"kind": ..., "message": ...}}`.
  void error(std::string_view kind, std::string_view message);
  // The whole line, without its end.
  std::string finish();

 private:
  void begin();

  std::string id_;
  std::string text_;
  std::optional<syntax::json::Emitter> emitter_;
};

using BatchHandler = std::function<void(const BatchRequest&, BatchAnswer&)>;

// Until the end of input; kDone.
int run_batch(std::istream& in, std::ostream& out, const BatchHandler& handler);
// Over stdin and stdout.
int run_batch(const BatchHandler& handler);

}  // namespace schakel::app
