#include "syntax/xml/parse.h"

#include <expat.h>
#include <simdjson.h>
#include <unicode/ucnv.h>

#include <limits>
#include <memory>

namespace schakel::syntax::xml {

namespace {

constexpr char kSeparator = '\n';  // a namespace name cannot hold it: line ends in attributes become blanks

// `uri\nlocal\nprefix`, `uri\nlocal` or `local`.
QName split(const char* text) {
  const std::string_view all(text);
  const std::size_t first = all.find(kSeparator);
  if (first == std::string_view::npos) return {{}, all, {}};
  const std::size_t second = all.find(kSeparator, first + 1);
  if (second == std::string_view::npos) return {all.substr(0, first), all.substr(first + 1), {}};
  return {all.substr(0, first), all.substr(first + 1, second - first - 1), all.substr(second + 1)};
}

const Message& message_of(XML_Error code) {
  switch (code) {
    case XML_ERROR_NO_ELEMENTS: return kEmpty;
    case XML_ERROR_UNCLOSED_TOKEN:
    case XML_ERROR_PARTIAL_CHAR: return kUnclosed;
    case XML_ERROR_TAG_MISMATCH: return kTagMismatch;
    case XML_ERROR_DUPLICATE_ATTRIBUTE: return kDuplicateAttribute;
    case XML_ERROR_JUNK_AFTER_DOC_ELEMENT: return kAfterRoot;
    case XML_ERROR_UNDEFINED_ENTITY: return kUndefinedEntity;
    case XML_ERROR_BAD_CHAR_REF: return kCharacterReference;
    case XML_ERROR_UNKNOWN_ENCODING: return kUnknownEncoding;
    case XML_ERROR_INCORRECT_ENCODING: return kWrongEncoding;
    case XML_ERROR_MISPLACED_XML_PI: return kMisplacedDeclaration;
    case XML_ERROR_UNCLOSED_CDATA_SECTION: return kUnclosedSection;
    case XML_ERROR_UNBOUND_PREFIX: return kUnboundPrefix;
    case XML_ERROR_UNDECLARING_PREFIX:
    case XML_ERROR_RESERVED_PREFIX_XML:
    case XML_ERROR_RESERVED_PREFIX_XMLNS:
    case XML_ERROR_RESERVED_NAMESPACE_URI: return kReservedPrefix;
    default: return kInvalidToken;
  }
}

struct ParserDeleter {
  void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};
using ParserPtr = std::unique_ptr<std::remove_pointer_t<XML_Parser>, ParserDeleter>;

// The state of one run, given to expat's callbacks.
class Run {
 public:
  Run(std::string_view document, const Limits& limits, Issues& issues, Builder& builder, XML_Parser parser)
      : document_(document), limits_(limits), issues_(issues), builder_(builder), parser_(parser) {}

  bool go();

 private:
  static Run& self(void* data) { return *static_cast<Run*>(data); }
  static void XMLCALL on_start(void* data, const XML_Char* name, const XML_Char** attributes) {
    self(data).start(name, attributes);
  }
  static void XMLCALL on_end(void* data, const XML_Char*) { self(data).end(); }
  static void XMLCALL on_text(void* data, const XML_Char* text, int size) {
    Run& run = self(data);
    if (!run.stopped_) run.builder_.text({text, static_cast<std::size_t>(size)}, run.event(), run.cdata_);
  }
  static void XMLCALL on_cdata_start(void* data) { self(data).cdata_ = true; }
  static void XMLCALL on_cdata_end(void* data) { self(data).cdata_ = false; }
  static void XMLCALL on_instruction(void* data, const XML_Char*, const XML_Char*) {
    Run& run = self(data);
    if (!run.stopped_) run.builder_.processing_instruction(run.event());
  }
  static void XMLCALL on_doctype(void* data, const XML_Char*, const XML_Char*, const XML_Char*, int) {
    self(data).refuse_doctype();
  }
  static void XMLCALL on_declaration(void* data, const XML_Char* version, const XML_Char* encoding, int) {
    self(data).declaration(version == nullptr ? "" : version, encoding);
  }
  static void XMLCALL on_namespace(void* data, const XML_Char* prefix, const XML_Char* uri) {
    Run& run = self(data);
    run.builder_.declarations.push_back({prefix == nullptr ? "" : prefix, uri == nullptr ? "" : uri});
    ++run.own_;
  }
  static void XMLCALL on_namespace_end(void* data, const XML_Char*) { self(data).builder_.declarations.pop_back(); }
  static int XMLCALL on_encoding(void*, const XML_Char* name, XML_Encoding* info);

  [[nodiscard]] std::uint32_t offset() const { return static_cast<std::uint32_t>(XML_GetCurrentByteIndex(parser_)); }
  [[nodiscard]] Span event() const {
    return {offset(), offset() + static_cast<std::uint32_t>(XML_GetCurrentByteCount(parser_))};
  }

  void declaration(std::string_view version, const char* encoding);
  void start(const XML_Char* name, const XML_Char** attributes);
  void end();
  void refuse(const Message& message, std::initializer_list<Argument> arguments = {}) {
    if (stopped_) return;
    issues_.add(Severity::fatal, IssueType::invalid, message, arguments).span = event();
    halt();
  }
  void refuse_doctype() {
    const std::size_t at = document_.rfind("<!DOCTYPE", offset());  // expat stands at the name behind it
    issues_.add(Severity::fatal, IssueType::invalid, kDoctype).span =
        at == std::string_view::npos ? event()
                                     : Span{static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + 9)};
    halt();
  }
  void halt() {
    stopped_ = true;
    XML_StopParser(parser_, XML_FALSE);
  }
  bool report();

  std::string_view document_;
  const Limits& limits_;
  Issues& issues_;
  Builder& builder_;
  XML_Parser parser_;
  std::vector<Attribute> attributes_;
  std::size_t depth_ = 0;
  bool started_ = false;  // the root's tag was seen
  std::size_t own_ = 0;   // namespace declarations since the last tag: those of the one to come
  bool cdata_ = false;
  bool stopped_ = false;
};

void Run::start(const XML_Char* name, const XML_Char** attributes) {
  if (stopped_) return;
  started_ = true;
  const std::size_t own = std::exchange(own_, 0);
  if (++depth_ > limits_.depth) return refuse(kTooDeep, {Argument::number(limits_.depth)});
  attributes_.clear();
  for (const XML_Char** a = attributes; *a != nullptr; a += 2) attributes_.push_back({split(a[0]), a[1]});
  if (!builder_.start(split(name), attributes_, event(), own)) halt();
}

void Run::declaration(std::string_view version, const char* encoding) {
  // VersionNum is '1.' and digits (XML 1.0, production 26); expat takes any text.
  const bool good = version.size() > 2 && version.substr(0, 2) == "1." &&
                    version.find_first_not_of("0123456789", 2) == std::string_view::npos;
  if (!version.empty() && !good) return refuse(kVersion);
  if (encoding == nullptr) return;
  // UTF-16 is told by the first bytes; the declaration says no more than that then.
  if (builder_.encoding == "UTF-8") builder_.encoding = encoding;
  builder_.declared_encoding(encoding);
}

void Run::end() {
  if (stopped_) return;
  --depth_;
  if (!builder_.end(event().end)) halt();
}

// Single-byte encodings by ICU's tables. https://www.w3.org/TR/xml/#charencoding
int Run::on_encoding(void*, const XML_Char* name, XML_Encoding* info) {
  UErrorCode status = U_ZERO_ERROR;
  UConverter* converter = ucnv_open(name, &status);
  if (U_FAILURE(status)) return XML_STATUS_ERROR;
  const bool single = ucnv_getMaxCharSize(converter) == 1;
  for (int byte = 0; single && byte < 256; ++byte) {
    const char source = static_cast<char>(byte);
    UChar target[4];
    status = U_ZERO_ERROR;
    ucnv_reset(converter);
    const std::int32_t size = ucnv_toUChars(converter, target, 4, &source, 1, &status);
    info->map[byte] = U_SUCCESS(status) && size == 1 && target[0] != 0xFFFD ? target[0] : -1;
  }
  ucnv_close(converter);
  info->data = nullptr;
  info->convert = nullptr;
  info->release = nullptr;
  return single ? XML_STATUS_OK : XML_STATUS_ERROR;
}

// expat reports the start tag for an entity in one of its attributes.
std::size_t undefined_entity(std::string_view document, std::size_t from) {
  for (std::size_t at = document.find('&', from); at != std::string_view::npos; at = document.find('&', at + 1)) {
    const std::string_view rest = document.substr(at + 1, 5);
    const auto is = [rest](std::string_view name) { return rest.substr(0, name.size()) == name; };
    if (!is("amp;") && !is("lt;") && !is("gt;") && !is("quot;") && !is("apos;") && !is("#")) return at;
  }
  return from;
}

bool Run::report() {
  const XML_Error code = XML_GetErrorCode(parser_);
  const bool utf8 = builder_.encoding == "UTF-8";
  const Message* message = &message_of(code);
  const auto size = static_cast<std::uint32_t>(document_.size());
  std::uint32_t at = std::min(offset(), size);
  // expat says "no element found" also where the document ends inside the root.
  if (code == XML_ERROR_NO_ELEMENTS && depth_ > 0) message = &kUnclosed;
  if (code == XML_ERROR_UNDEFINED_ENTITY && utf8) at = static_cast<std::uint32_t>(undefined_entity(document_, at));
  if (code == XML_ERROR_INVALID_TOKEN && depth_ == 0 && utf8) {
    const std::size_t first = std::min(document_.find_first_not_of(" \t\r\n\xEF\xBB\xBF"), document_.size());
    if (started_ && at < size && document_[at] != '<') message = &kAfterRoot;
    if (!started_ && first < size && document_[first] != '<') {
      message = &kEmpty;
      at = static_cast<std::uint32_t>(first);
    }
  }
  if (message == &kInvalidToken && utf8 && at < size) {
    const std::string_view rest = document_.substr(at, 4);
    const auto lead = static_cast<unsigned char>(rest[0]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (!simdjson::validate_utf8(rest.data(), std::min(length, rest.size()))) {
      static constexpr std::string_view kHex = "0123456789ABCDEF";
      const std::string byte = std::string("0x") + kHex[lead >> 4] + kHex[lead & 15];
      issues_.add(Severity::fatal, IssueType::invalid, kInvalidUtf8, {Argument::name(byte)}).span = {at, at + 1};
      return false;
    }
  }
  issues_.add(Severity::fatal, IssueType::invalid, *message).span = {at, std::min(at + 1, size)};
  return false;
}

bool Run::go() {
  const std::string_view start = document_.substr(0, 2);
  if (start == "\xFE\xFF" || start == std::string_view("\0<", 2)) builder_.encoding = "UTF-16BE";
  if (start == "\xFF\xFE" || start == std::string_view("<\0", 2)) builder_.encoding = "UTF-16LE";
  XML_SetUserData(parser_, this);
  XML_SetElementHandler(parser_, on_start, on_end);
  XML_SetCharacterDataHandler(parser_, on_text);
  XML_SetCdataSectionHandler(parser_, on_cdata_start, on_cdata_end);
  XML_SetProcessingInstructionHandler(parser_, on_instruction);
  XML_SetStartDoctypeDeclHandler(parser_, on_doctype);
  XML_SetXmlDeclHandler(parser_, on_declaration);
  XML_SetNamespaceDeclHandler(parser_, on_namespace, on_namespace_end);
  XML_SetUnknownEncodingHandler(parser_, on_encoding, nullptr);
  XML_SetReturnNSTriplet(parser_, 1);
  const XML_Status status = XML_Parse(parser_, document_.data(), static_cast<int>(document_.size()), XML_TRUE);
  if (stopped_) return false;
  if (status != XML_STATUS_OK) return report();
  return builder_.finish();
}

// One parser a thread: making one costs more than reading a small document.
XML_Parser parser_of_thread() {
  thread_local ParserPtr parser;
  if (parser == nullptr) {
    parser.reset(XML_ParserCreateNS(nullptr, kSeparator));
  } else {
    XML_ParserReset(parser.get(), nullptr);
  }
  return parser.get();
}

}  // namespace

Name Builder::name(std::string_view text) {
  thread_local const std::unique_ptr<NameCache> cache = std::make_unique<NameCache>();
  thread_local const Tree* last = nullptr;
  if (last != &tree_ || tree_.size() == 0) {
    cache->start_document();
    last = &tree_;
  }
  return cache->get(text, tree_.arena()).name;
}

bool parse(std::string_view document, const Limits& limits, Issues& issues, Builder& builder) {
  if (document.size() > limits.message_bytes ||
      document.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    issues
        .add(Severity::fatal, IssueType::invalid, kTooLarge,
             {Argument::number(document.size()), Argument::number(limits.message_bytes)})
        .span = {0, 1};
    return false;
  }
  return Run(document, limits, issues, builder, parser_of_thread()).go();
}

bool is_well_formed(std::string_view document, std::string_view uri, std::string_view local) {
  static constexpr Limits kLimits{};
  class Check final : public Builder {
   public:
    Check(std::string_view text, Tree& tree, Issues& issues, std::string_view space, std::string_view root)
        : Builder(text, kLimits, tree, issues), space_(space), root_(root) {}
    bool start(const QName& name, std::span<const Attribute>, Span, std::size_t) override {
      if (!first_) return true;
      first_ = false;
      return name.uri == space_ && name.local == root_;
    }
    bool end(std::uint32_t) override { return true; }
    void text(std::string_view, Span, bool) override {}
    void processing_instruction(Span) override {}
    bool finish() override { return true; }

   private:
    std::string_view space_;
    std::string_view root_;
    bool first_ = true;
  };
  Arena arena(256);
  Tree tree(arena);
  Issues issues;
  Check check(document, tree, issues, uri, local);
  return parse(document, kLimits, issues, check);
}

}  // namespace schakel::syntax::xml
