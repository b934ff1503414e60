#include "terminology/ucum.h"
#include "terminology/ucum/unit.h"

namespace schakel::terminology::ucum {

std::string display_name(const Unit& unit) {
  std::string out;
  for (const Word& word : unit.words) {
    switch (word.kind) {
      case Word::Kind::symbol:
        out += '(';
        if (word.prefix != nullptr) out += word.prefix->name;
        out += word.atom->name;
        if (word.exponent != 1) out += " ^ " + std::to_string(word.exponent);
        out += ')';
        break;
      case Word::Kind::number: out += word.digits; break;
      case Word::Kind::times: out += " * "; break;
      case Word::Kind::over: out += out.empty() ? "1 / " : " / "; break;
      case Word::Kind::open: out += '('; break;
      case Word::Kind::close: out += ')'; break;
    }
  }
  return out.empty() ? "(unity)" : out;
}

}  // namespace schakel::terminology::ucum
