#pragma once
// Judge: validates documents that somebody only wants judged ($validate). Nothing is stored, routed or delivered.

#include "pipeline/services.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace schakel::pipeline {

struct JudgeRequest {
  std::string_view bytes;             // a resource, or Parameters with `resource`, `profile`, `mode`; JSON or XML
  std::string_view type;              // the resource's type must be this one; empty: any
  std::vector<std::string> profiles;  // besides meta.profile
};

struct Judgement {
  bool readable = true;  // false: what came is no resource, `outcome` says why
  std::string outcome;   // OperationOutcome, JSON; its first issue says by what was judged
};

// Thread rule: one thread a number; all numbers at once.
class Judge {
 public:
  Judge(const Services& services, unsigned threads, std::string version);
  ~Judge();
  Judgement judge(const JudgeRequest& request, unsigned thread);

 private:
  struct Scratch;
  const Services& services_;
  std::string version_;
  std::vector<std::unique_ptr<Scratch>> scratch_;
};

}  // namespace schakel::pipeline
