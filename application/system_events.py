"""What the events of the log's own streams record, in words."""

from event_store.words import Text

SYSTEM_EVENTS = {
    "log.created": Text("create the log", "tạo sổ ghi"),
    "log.rules_adopted": Text("adopt the rules", "ghi nhận quy định áp dụng"),
    "log.heads": Text("seal the last version of every stream", "chốt phiên bản cuối các hồ sơ"),
    "log.key_added": Text("add a key", "thêm khóa ký"),
    "log.key_retired": Text("retire a key", "thôi dùng khóa ký"),
    "log.token_issued": Text("issue a token", "cấp thẻ truy cập"),
    "log.token_revoked": Text("revoke a token", "thu hồi thẻ truy cập"),
    "person.registered": Text("register a person", "ghi danh một người"),
    "person.erased": Text("erase a person's name", "xóa tên một người"),
}
