// Every endpoint: one declaration and one row.

#include "server/endpoints/endpoint.h"

namespace schakel::server {

void post_messages(Context&, const Call&, transport::HttpReply);
void get_messages(Context&, const Call&, transport::HttpReply);
void get_message(Context&, const Call&, transport::HttpReply);
void post_replay(Context&, const Call&, transport::HttpReply);
void get_metadata(Context&, const Call&, transport::HttpReply);
void post_transaction(Context&, const Call&, transport::HttpReply);
void post_validate(Context&, const Call&, transport::HttpReply);
void terminology_operation(Context&, const Call&, transport::HttpReply);
void get_livez(Context&, const Call&, transport::HttpReply);
void get_readyz(Context&, const Call&, transport::HttpReply);
void get_metrics(Context&, const Call&, transport::HttpReply);

namespace {
constexpr Endpoint kEndpoints[] = {
    {"POST", "/messages", post_messages},
    {"GET", "/messages", get_messages},
    {"GET", "/messages/{id}", get_message},
    {"POST", "/messages/{id}/$replay", post_replay},
    {"GET", "/fhir/metadata", get_metadata},
    {"POST", "/fhir", post_transaction},
    {"POST", "/fhir/$validate", post_validate},
    {"POST", "/fhir/{type}/$validate", post_validate},
    {"POST", "/fhir/{type}/{id}/$validate", post_validate},
    {"GET", "/fhir/CodeSystem/$lookup", terminology_operation},
    {"POST", "/fhir/CodeSystem/$lookup", terminology_operation},
    {"GET", "/fhir/CodeSystem/$validate-code", terminology_operation},
    {"POST", "/fhir/CodeSystem/$validate-code", terminology_operation},
    {"GET", "/fhir/CodeSystem/{id}/$validate-code", terminology_operation},
    {"POST", "/fhir/CodeSystem/{id}/$validate-code", terminology_operation},
    {"GET", "/fhir/CodeSystem/$subsumes", terminology_operation},
    {"POST", "/fhir/CodeSystem/$subsumes", terminology_operation},
    {"GET", "/fhir/CodeSystem/{id}/$subsumes", terminology_operation},
    {"POST", "/fhir/CodeSystem/{id}/$subsumes", terminology_operation},
    {"GET", "/fhir/ValueSet/$expand", terminology_operation},
    {"POST", "/fhir/ValueSet/$expand", terminology_operation},
    {"GET", "/fhir/ValueSet/{id}/$expand", terminology_operation},
    {"POST", "/fhir/ValueSet/{id}/$expand", terminology_operation},
    {"GET", "/fhir/ValueSet/$validate-code", terminology_operation},
    {"POST", "/fhir/ValueSet/$validate-code", terminology_operation},
    {"GET", "/fhir/ValueSet/{id}/$validate-code", terminology_operation},
    {"POST", "/fhir/ValueSet/{id}/$validate-code", terminology_operation},
    {"GET", "/fhir/ConceptMap/$translate", terminology_operation},
    {"POST", "/fhir/ConceptMap/$translate", terminology_operation},
    {"GET", "/fhir/ConceptMap/{id}/$translate", terminology_operation},
    {"POST", "/fhir/ConceptMap/{id}/$translate", terminology_operation},
    {"GET", "/livez", get_livez},
    {"GET", "/readyz", get_readyz},
    {"GET", "/metrics", get_metrics},
};
}  // namespace

std::span<const Endpoint> endpoints() { return kEndpoints; }

}  // namespace schakel::server
