// `schakel ucum`: units of measure, one question for people, or many as JSON lines.

#include "terminology/ucum.h"
#include "app/batch.h"
#include "app/commands/command.h"

#include <cstdio>
#include <string>

namespace schakel::app {

namespace {

namespace ucum = terminology::ucum;

std::string message_of(const ucum::Error& error) {
  return error.column == 0 ? error.message : error.message + " (column " + std::to_string(error.column) + ")";
}

// The units and values of one question, all readable; otherwise `error` says which is not.
struct Amount {
  ucum::UnitPtr unit;
  Decimal value;
};
bool read_amount(std::string_view value, std::string_view unit, Amount& amount, std::string& error) {
  const auto parsed = ucum::parse(unit);
  if (!parsed) {
    error = std::string(unit) + ": " + message_of(parsed.error());
    return false;
  }
  const auto number = parse_decimal(value);
  if (!number) {
    error = "a decimal number of at most 38 digits was expected as value";
    return false;
  }
  amount = {*parsed, *number};
  return true;
}

void answer_conversion(const BatchRequest& request, BatchAnswer& answer) {
  Amount from;
  std::string error;
  const auto to = ucum::parse(request.text("dstUnit"));
  if (!to) return answer.error("syntax", message_of(to.error()));
  if (!read_amount(request.text("value"), request.text("srcUnit"), from, error)) return answer.error("syntax", error);
  const auto result = ucum::convert(from.value, *from.unit, **to);
  if (!result) return answer.error("execution", message_of(result.error()));
  answer.json().member("value", std::string_view(to_text(*result)));
}

void answer_product(const BatchRequest& request, BatchAnswer& answer, bool divide) {
  Amount a;
  Amount b;
  std::string error;
  if (!read_amount(request.text("v1"), request.text("u1"), a, error) ||
      !read_amount(request.text("v2"), request.text("u2"), b, error)) {
    return answer.error("syntax", error);
  }
  const auto result =
      divide ? ucum::divide(a.value, *a.unit, b.value, *b.unit) : ucum::multiply(a.value, *a.unit, b.value, *b.unit);
  if (!result) return answer.error("execution", message_of(result.error()));
  // The batch contract writes the unit of pure numbers as an empty text.
  answer.json().member("value", std::string_view(to_text(result->value)));
  answer.json().member("unit", result->unit == "1" ? std::string_view() : std::string_view(result->unit));
}

void answer_one(const BatchRequest& request, BatchAnswer& answer) {
  const std::string_view op = request.text("op");
  if (op == "validation") {
    const auto unit = ucum::parse(request.text("unit"));
    answer.json().member("valid", unit.has_value());
    if (!unit) answer.json().member("message", std::string_view(message_of(unit.error())));
  } else if (op == "conversion") {
    answer_conversion(request, answer);
  } else if (op == "multiplication" || op == "division") {
    answer_product(request, answer, op == "division");
  } else if (op == "displayNameGeneration") {
    const auto unit = ucum::parse(request.text("unit"));
    if (!unit) return answer.error("syntax", message_of(unit.error()));
    answer.json().member("display", std::string_view(ucum::display_name(**unit)));
  } else {
    answer.error(
        "semantic",
        "one of the operations validation, conversion, multiplication, division, displayNameGeneration was expected");
  }
}

int fail(const std::string& message) {
  std::fprintf(stderr, "schakel ucum: %s\n", message.c_str());
  return kInputIsWrong;
}

int describe(std::string_view code) {
  const auto unit = ucum::parse(code);
  if (!unit) return fail(std::string(code) + ": " + message_of(unit.error()));
  std::printf("%s\n", ucum::display_name(**unit).c_str());
  const auto base = ucum::canonical(Decimal{1, 0}, **unit);
  if (base)
    std::printf("1 %.*s = %s %s\n", static_cast<int>(code.size()), code.data(), to_text(base->value).c_str(),
                base->unit.c_str());
  return kDone;
}

int run(const Arguments& arguments) {
  if (arguments.has("--batch")) return run_batch(answer_one);
  const auto words = arguments.all("WORD");
  if (words.size() == 1) return describe(words[0]);
  if (words.size() != 2 && words.size() != 3) {
    std::fprintf(
        stderr,
        "schakel ucum: a unit, or a value, its unit and another unit were expected (see schakel ucum --help)\n");
    return kFailed;
  }
  Amount from;
  std::string error;
  if (!read_amount(words[0], words[1], from, error)) return fail(error);
  if (words.size() == 2) {
    const auto base = ucum::canonical(from.value, *from.unit);
    if (!base) return fail(message_of(base.error()));
    std::printf("%s %s\n", to_text(base->value).c_str(), base->unit.c_str());
    return kDone;
  }
  const auto to = ucum::parse(words[2]);
  if (!to) return fail(words[2] + ": " + message_of(to.error()));
  const auto result = ucum::convert(from.value, *from.unit, **to);
  if (!result) return fail(message_of(result.error()));
  std::printf("%s %s\n", to_text(*result).c_str(), words[2].c_str());
  return kDone;
}

constexpr Option kOptions[] = {
    {.name = "WORD", .value = "", .help = "UNIT, or VALUE UNIT, or VALUE UNIT OTHER-UNIT", .many = true},
    {.name = "--batch", .value = "", .help = "JSON requests on stdin, answers on stdout, one a line"},
};

}  // namespace

extern const Command kUcum;
const Command kUcum{
    .name = "ucum",
    .summary = "Check, name and convert units of measure (UCUM)",
    .text =
        "With a unit: checks it and prints its name and what one of it is in base units. With a value and a unit: the "
        "value\n"
        "in base units. With another unit: the value converted to it. Exit 1 when a unit is wrong or cannot be "
        "converted.",
    .examples =
        "  schakel ucum mmol/L                what this unit is\n"
        "  schakel ucum 37 Cel '[degF]'       98.6 [degF]\n"
        "  schakel ucum --batch < requests    answers in JSON lines",
    .options = kOptions,
    .run = run,
};

}  // namespace schakel::app
