"""Every sealed column of the database, the complete list: table, column, purpose under which it is sealed.

`wangge rotate-keys` seals them anew; a test compares the list with the models.
"""

from wangge.kernel.resealing import Sealed

COLUMNS = (
    Sealed("accounts_user", "phone_sealed", "accounts.user.phone"),
    Sealed("accounts_credential", "totp_sealed", "accounts.totp", key="user_id"),
    Sealed("buildings_dwelling", "owner_phone_sealed", "buildings.dwelling.owner_phone"),
    Sealed("people_person", "document_sealed", "people.person.document"),
    Sealed("people_person", "phone_sealed", "people.person.phone"),
    Sealed("organisations_contact", "phone_sealed", "organisations.contact.phone"),
    Sealed("exporting_export", "filters_sealed", "exporting.export.filters"),
    Sealed("importing_import", "name_sealed", "importing.import.name"),
    Sealed("rights_request", "claim_sealed", "rights.request.claim"),
    Sealed("rights_request", "wish_sealed", "rights.request.wish"),
    Sealed("rights_request", "answer_sealed", "rights.request.answer"),
    Sealed("cases_words", "sealed", "cases.words"),
    Sealed("cases_reporter", "name_sealed", "cases.reporter"),
    Sealed("cases_reporter", "phone_sealed", "cases.reporter"),
    Sealed("exchange_subscription", "secret_sealed", "exchange.subscription"),
    Sealed("exchange_subscription", "old_secret_sealed", "exchange.subscription"),
)
