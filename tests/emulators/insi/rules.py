"""The homologation rules strict mode knows, each with where it comes from."""

from collections.abc import Mapping
from enum import StrEnum


class Rule(StrEnum):
    """The rules by name; `EXPLANATIONS` says each in a sentence, with where it comes from."""

    CONTENT_TYPE = "content-type"
    HTTP_ACTION = "http-action"
    ACTION = "action"
    MESSAGE_ID_MISSING = "message-id-missing"
    MESSAGE_ID_FORM = "message-id-form"
    MESSAGE_ID_REUSED = "message-id-reused"
    SECURITY_PRESENT = "security-present"
    CONTEXT_MISSING = "context-missing"
    CONTEXT_VERSION = "context-version"
    CONTEXT_NATURE = "context-nature"
    ID_FORM = "id-form"
    ID_REUSED = "id-reused"
    TEMPS_FORM = "temps-form"
    TEMPS_STALE = "temps-stale"
    EMETTEUR_MISSING = "emetteur-missing"
    EMETTEUR_OTHER = "emetteur-other"
    SOFTWARE_INCOMPLETE = "software-incomplete"
    IDAM_FORM = "idam-form"
    COVERAGE_MISSING = "coverage-missing"
    COVERAGE_NOT_EMPTY = "coverage-not-empty"
    COVERAGE_INCOHERENT = "coverage-incoherent"
    ELEMENT_EMPTY = "element-empty"
    ELEMENT_ORDER = "element-order"
    CHARACTERS = "characters"
    NAME_FORM = "name-form"
    GIVEN_NAME_MISSING = "given-name-missing"
    SEX = "sex"
    DATE_FORM = "date-form"
    DATE_ZERO = "date-zero"
    DATE_LUNAR = "date-lunar"
    COG_FORM = "cog-form"
    COG_AT_FIRST_CALL = "cog-at-first-call"
    ALL_GIVEN_NAMES_FIRST = "all-given-names-first"
    NUMBER_FORM = "number-form"
    NUMBER_KEY_SENT = "number-key-sent"
    RANK_MISSING = "rank-missing"
    VITALE_ASSERTION_STALE = "vitale-assertion-stale"


EXPLANATIONS: Mapping[Rule, str] = {
    Rule.CONTENT_TYPE: "Content-Type is application/soap+xml with charset utf-8 (SOAP 1.2)",
    Rule.HTTP_ACTION: "the action of the Content-Type, where it is sent, is that of the message",
    Rule.ACTION: "wsa:Action is urn:ServiceIdentiteCertifiee:1.0.0: and the operation of the body (WSDL)",
    Rule.MESSAGE_ID_MISSING: "wsa:MessageID is a declared part of the header (WSDL)",
    Rule.MESSAGE_ID_FORM: "MessageID is uuid: and a lower-case UUID of version 4 (refused by the CNDA otherwise)",
    Rule.MESSAGE_ID_REUSED: "each call has its own MessageID (recommended)",
    Rule.SECURITY_PRESENT: "with a software certificate nothing is asserted: no wsse:Security (an empty one passes)",
    Rule.CONTEXT_MISSING: "ContexteLPS and ContexteBAM are declared parts of the header (WSDL)",
    Rule.CONTEXT_VERSION: "Version is 01_00 for ContexteLPS and 01_02 for ContexteBAM",
    Rule.CONTEXT_NATURE: "Nature, where it is sent, is CTXLPS or CTXBAM (XSD)",
    Rule.ID_FORM: "Id is a UUID",
    Rule.ID_REUSED: "each call renews the Ids of both contexts (CNDA)",
    Rule.TEMPS_FORM: "Temps is UTC with milliseconds, yyyy-MM-ddTHH:mm:ss.fffZ (recommended)",
    Rule.TEMPS_STALE: "Temps is the time of the call, here within five minutes",
    Rule.EMETTEUR_MISSING: "Emetteur is in both contexts (the CNDA refuses its absence, the XSD does not)",
    Rule.EMETTEUR_OTHER: "Emetteur is the OU of the certificate, or the NameID of the card",
    Rule.SOFTWARE_INCOMPLETE: "LPS has IDAM with R, Version, Instance as a UUID, and Nom as urn:lps:…",
    Rule.IDAM_FORM: "IDAM has 12 characters, A-Z and 0-9",
    Rule.COVERAGE_MISSING: "ContexteBAM has COUVERTURE (XSD)",
    Rule.COVERAGE_NOT_EMPTY: "COUVERTURE is empty in a search by traits",
    Rule.COVERAGE_INCOHERENT: "COUVERTURE names the insured person of the search by card",
    Rule.ELEMENT_EMPTY: "an optional element without content is left out",
    Rule.ELEMENT_ORDER: "the elements stand in the order of the schema (XSD)",
    Rule.CHARACTERS: "a name has A-Z, space, apostrophe and hyphen only (guide, EF_INS10_01)",
    Rule.NAME_FORM: "no leading space or hyphen, no doubled space or apostrophe, -- in family names only,"
    " no hyphen or apostrophe after a given name (guide, EF_INS10_02)",
    Rule.GIVEN_NAME_MISSING: "Prenom is sent",
    Rule.SEX: "Sexe is M or F (guide, EF_INS25_04)",
    Rule.DATE_FORM: "the birth date is AAAA-MM-JJ by traits, and as on the card by card",
    Rule.DATE_ZERO: "no 00: an unknown day or month is 01, both unknown are 31/12 (ANS, EXI 11)",
    Rule.DATE_LUNAR: "a lunar date comes from a card only",
    Rule.COG_FORM: "LieuNaissance is a COG of 5 characters, and 99999 is none",
    Rule.COG_AT_FIRST_CALL: "the place of birth is sent after a CR 02 only (CNDA 2.06)",
    Rule.ALL_GIVEN_NAMES_FIRST: "one given name a call first, all of them afterwards (CNDA 2.07)",
    Rule.NUMBER_FORM: "NumIdentifiant has the 13 characters of a NIR",
    Rule.NUMBER_KEY_SENT: "the key of the number is not sent",
    Rule.RANK_MISSING: "RangNaissance is sent",
    Rule.VITALE_ASSERTION_STALE: "a Vitale assertion older than 20 minutes is not used (CNDA 1.02)",
}
