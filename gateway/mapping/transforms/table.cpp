#include "mapping/transforms/table.h"

#include "mapping/transforms/all.h"

#include <array>

namespace schakel::mapping {

namespace {

constexpr std::array<TransformCall, 17> kTransforms{{
    {Transform::create, 0, 1, "at most a type", nullptr},  // the executor's own: it needs the place
    {Transform::copy, 1, 1, "one value", nullptr},         // the executor's own: most rules are copies
    {Transform::truncate, 2, 2, "a text and a length", apply_truncate},
    {Transform::escape, 2, 3, "a text and one or two formats", nullptr},
    {Transform::cast, 1, 2, "a value and a type", apply_cast},
    {Transform::append, 1, 16, "texts", apply_append},
    {Transform::translate, 2, 3, "a code, a concept map and what to give", apply_translate},
    {Transform::reference, 1, 1, "a resource", apply_reference},
    {Transform::date_op, 1, 16, "values", nullptr},
    {Transform::uuid, 0, 0, "nothing", apply_uuid},
    {Transform::pointer, 1, 1, "a resource", apply_pointer},
    {Transform::evaluate, 0, 1, "a focus and an expression", nullptr},  // the executor's own: it needs the expression
    {Transform::cc, 1, 3, "a text, or a system, a code and a display", apply_cc},
    {Transform::c, 2, 3, "a system, a code and a display", apply_c},
    {Transform::qty, 1, 4, "a text, or a value, a unit, a system and a code", apply_qty},
    {Transform::id, 2, 3, "a system, a value and a type", apply_id},
    {Transform::cp, 1, 2, "a value, or a system and a value", apply_cp},
}};

}  // namespace

std::span<const TransformCall> transforms() { return kTransforms; }

const TransformCall* find_transform(Transform code) {
  for (const TransformCall& row : kTransforms) {
    if (row.code == code) return &row;
  }
  return nullptr;
}

}  // namespace schakel::mapping
