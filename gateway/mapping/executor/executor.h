#pragma once
// Runs compiled maps. One frame of slots per group call, one list of source items, both reused; nothing is looked up by
// name but elements of targets whose type is only known now. Thread rule: one thread. Private to the room.

#include "mapping/executor/builder.h"
#include "mapping/executor/known_types.h"
#include "mapping/executor/names_below.h"
#include "mapping/executor/past_calls.h"
#include "mapping/executor/reads.h"
#include "mapping/executor/value.h"
#include "mapping/mapping.h"
#include "mapping/program/library.h"

#include <random>
#include <span>
#include <string>
#include <vector>

namespace schakel::mapping {

class Executor {
 public:
  Executor(const Library& library, const TransformOptions& options);

  bool run(const CompiledMap& map, const Tree& source, std::string_view organization, Tree& target, Issues& issues);
  [[nodiscard]] Reads& reads() { return reads_; }

  // For transforms.
  [[nodiscard]] Slot value(const Reference& reference) {
    switch (reference.kind) {
      case Reference::Kind::none: return {};
      case Reference::Kind::slot: return slots_[base_ + reference.index];
      case Reference::Kind::constant: return {reference.node, reference.type};
      case Reference::Kind::organization: return organization_;
      case Reference::Kind::let: break;
    }
    return let(reference);
  }
  [[nodiscard]] Builder& builder() { return builder_; }
  [[nodiscard]] const KnownTypes& types() const { return types_; }
  [[nodiscard]] const Library& library() const { return library_; }
  [[nodiscard]] const CompiledMap& map() const { return *map_; }
  [[nodiscard]] const Node* origin() const { return origin_; }
  // The place in the source that a node comes from; null: none.
  [[nodiscard]] const Node* origin_of(const Node* node) const;
  [[nodiscard]] const Node* origin_of(const Slot& slot) const {
    return slot.of_source ? slot.node : origin_of(slot.node);
  }
  void touch(const Slot& slot);
  // False: it failed, `error` says why.
  bool evaluate(const ExpressionProgram& expression, const Slot* focus, std::span<const fhirpath::Value>& result,
                std::string& error);
  Made made_of(const fhirpath::Value& value, const ExpressionProgram& expression, const Slot* focus);
  Made quantity_of(const fhirpath::Value& value, const Node* origin);
  std::string random_uuid();

 private:
  struct ItemRange {
    std::size_t begin;
    std::size_t end;
  };

  Slot let(const Reference& reference);
  Slot& slot(std::uint16_t index) { return slots_[base_ + index]; }
  // A call: the frame of the group beyond the top, its inputs filled, then run.
  void open_frame(const GroupProgram& group);
  bool run_frame(const GroupProgram& group);
  bool run_group(const GroupProgram& group, std::span<const Slot> arguments);
  bool run_rules(const std::vector<RuleProgram>& rules);
  bool run_rule(const RuleProgram& rule, std::size_t source);
  bool run_items(const RuleProgram& rule, std::size_t source);
  bool run_one(const RuleProgram& rule, const SourceProgram& source, const Slot& item);
  bool run_bound(const RuleProgram& rule, std::size_t source, const Slot& item);
  bool run_item(const RuleProgram& rule);
  bool run_calls(const RuleProgram& rule);
  bool call(const GroupProgram& group);
  bool run_default(const RuleProgram& rule);

  bool collect(const RuleProgram& rule, const SourceProgram& source);
  void collect_children(const SourceProgram& source, const Slot& context);
  bool collect_values(const RuleProgram& rule, const ExpressionProgram& expression, const Slot* focus);
  bool keep_item(const RuleProgram& rule, const SourceProgram& source, const Slot& item, bool& keep);
  bool check_item(const RuleProgram& rule, const SourceProgram& source, const Slot& item, bool& keep);
  bool list_mode(const RuleProgram& rule, const SourceProgram& source, ItemRange& range);
  bool truth(const RuleProgram& rule, const ExpressionProgram& expression, const Slot& focus, bool& result);
  void log(const RuleProgram& rule, const ExpressionProgram& expression, const Slot& focus);

  bool run_target(const RuleProgram& rule, const TargetProgram& target);
  const Place* find_place(const RuleProgram& rule, const TargetProgram& target, const Slot& context, Place& own);
  bool make(const RuleProgram& rule, const TargetProgram& target, Made& made);
  void copy(const TargetProgram& target, Made& made);
  bool create(const RuleProgram& rule, const TargetProgram& target, const Slot& context, Slot& stored);
  bool created_type(const RuleProgram& rule, const TargetProgram& target, const Place* place, const fhir::Type*& type);

  bool put(const RuleProgram& rule, const TargetProgram& target, const Slot& context, const Made& made, Slot& stored);
  bool put_into(const RuleProgram& rule, const Slot& context, const Made& made);

  // Makes the environment that of an expression. False: `error` says why it cannot be evaluated.
  bool prepare(const ExpressionProgram& expression, const Slot* focus, std::string& error);

  void note_reads(const ExpressionProgram& expression, const Slot* focus);

  // Always false.
  bool fail(const RuleProgram& rule, const Message& message, std::initializer_list<Argument> arguments);
  bool fail_rule(const RuleProgram& rule, std::string_view why);
  Issue& report(const RuleProgram& rule, Severity severity, IssueType type, const Message& message,
                std::initializer_list<Argument> arguments, const Node* at);
  bool step(const RuleProgram& rule) {
    return (++steps_ <= options_.steps && builder_.tree().size() <= options_.nodes) || too_costly(rule);
  }
  bool too_costly(const RuleProgram& rule);

  const Library& library_;
  const TransformOptions& options_;
  KnownTypes types_;
  Builder builder_;
  fhirpath::Evaluator evaluator_;
  Reads reads_;
  PastCalls past_;
  NamesBelow below_;
  std::random_device random_;

  const CompiledMap* map_ = nullptr;
  const Tree* source_ = nullptr;
  Issues* issues_ = nullptr;
  const Node* origin_ = nullptr;
  Slot organization_;
  std::vector<Slot> slots_;
  std::size_t base_ = 0;
  std::size_t top_ = 0;
  std::vector<Slot> items_;
  fhirpath::Environment environment_;  // of the expression that is being evaluated
  std::vector<fhirpath::Value> values_;
  std::vector<fhirpath::Variable> variables_;
  std::vector<Slot> lets_;
  std::vector<bool> let_known_;
  std::uint64_t steps_ = 0;
  int depth_ = 0;
  bool checks_failed_ = false;
};

}  // namespace schakel::mapping
