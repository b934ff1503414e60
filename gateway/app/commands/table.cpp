// Every command of `schakel`: one declaration and one row.

#include "app/commands/command.h"

namespace schakel::app {

extern const Command kConvert;
extern const Command kFhirpath;
extern const Command kMapCheck;
extern const Command kMapShow;
extern const Command kPackageInstall;
extern const Command kPackageList;
extern const Command kPackageTree;
extern const Command kPackageVerify;
extern const Command kProfilesBuild;
extern const Command kQueueList;
extern const Command kQueueReplay;
extern const Command kQueueShow;
extern const Command kServe;
extern const Command kSnapshot;
extern const Command kTerminologyExpand;
extern const Command kTerminologyList;
extern const Command kTerminologyLoad;
extern const Command kTerminologyLookup;
extern const Command kTerminologyRemove;
extern const Command kTerminologySubsumes;
extern const Command kTerminologyTranslate;
extern const Command kTerminologyValidateCode;
extern const Command kTransform;
extern const Command kUcum;
extern const Command kValidate;
extern const Command kVersion;

namespace {
// clang-format off
constexpr const Command* kCommands[] = {
    &kConvert,
    &kFhirpath,
    &kMapCheck,
    &kMapShow,
    &kPackageInstall,
    &kPackageList,
    &kPackageTree,
    &kPackageVerify,
    &kProfilesBuild,
    &kQueueList,
    &kQueueReplay,
    &kQueueShow,
    &kServe,
    &kSnapshot,
    &kTerminologyExpand,
    &kTerminologyList,
    &kTerminologyLoad,
    &kTerminologyLookup,
    &kTerminologyRemove,
    &kTerminologySubsumes,
    &kTerminologyTranslate,
    &kTerminologyValidateCode,
    &kTransform,
    &kUcum,
    &kValidate,
    &kVersion,
};
// clang-format on
}  // namespace

std::span<const Command* const> commands() { return kCommands; }

}  // namespace schakel::app
