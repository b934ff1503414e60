#pragma once
// StructureDefinition -> Program. Two phases, because definitions refer to each other in circles: `outline` needs
// nothing but the snapshot; `complete` may look at other programs (outlined ones suffice) to find what the slices are
// told apart by. A snapshot that contradicts itself gives a program with a `problem`; nothing here throws or recurses
// deeper than the number of steps in an element's path.

#include "validation/library.h"

#include <vector>

namespace schakel::validation {

class Compiler {
 public:
  // REQUIRES: the arena and the definitions outlive the program.
  Compiler(Arena& arena, const Library& library) : arena_(arena), library_(library) {}

  Program* outline(const fhir::Resource& resource);
  void complete(Program& program);

 private:
  struct Raw;
  struct Open;

  void read_header(Program& program, const fhir::Resource& resource);
  ElementRule* make_rule(const Raw& raw);
  void read_types(ElementRule& rule);
  void read_type(const Node& type, TypeRule& out);
  const Link* base_link(Name code);
  Children* make_children(const std::vector<Raw>& raws, std::size_t parent, std::size_t depth);
  Children* assemble(const std::vector<Open>& open);
  void fill_table(Children& children);
  void link_content(Program& program);
  void add_checks(const Program& program);
  std::string_view label_of(const ElementRule& rule);

  Arena& arena_;
  const Library& library_;
  Program* program_ = nullptr;
  struct Made {
    ElementRule* rule;
    const Node* slicing;  // ElementDefinition.slicing of a group's element
    Slicing* out;
  };
  std::vector<ElementRule*> made_;
  std::vector<Made> sliced_;
  std::vector<std::pair<ElementRule*, std::string_view>> content_;
};

}  // namespace schakel::validation
