#pragma once
// Judge: validates documents that somebody only wants judged ($validate,
// http://hl7.org/fhir/R4/resource-operation-validate.html). Nothing is stored, routed or delivered.

#include "pipeline/services.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace schakel::pipeline {

struct JudgeRequest {
  std::string_view bytes;  // a resource, or Parameters with `resource`, `profile`, `mode`; JSON or XML; may be empty
  std::string type;        // the resource's type must be this one; empty: any
  std::string id;          // the resource it was asked of; empty: none
  // create, update: also whether that could be done with it; delete: only that; profile: as without a mode, but a
  // profile must be named. Empty: the content alone.
  std::string mode;
  std::vector<std::string> profiles;  // instead of the base definition; meta.profile counts too
  std::string language;               // of the texts: `nl`, `fr`; empty: English
};

struct Judgement {
  // 200: it was judged, whatever the verdict. 400: it could not be: unreadable, no resource, a mode or profile that is
  // not known. 404: it was asked of a resource that is not here.
  int status = 200;
  std::string outcome;  // OperationOutcome, JSON; its first issue says by what was judged
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
