"""The exit codes of the program, and what each means."""

from event_store.words import Text

UNEXPECTED, USAGE, REFUSED, CONFLICT, NOT_FOUND, INTEGRITY, UNREACHABLE = 1, 2, 3, 4, 5, 6, 7
INTERRUPTED = 130
NOBODY_READS = 141
"""As a program ends that writes into a closed pipe: 128 + SIGPIPE."""

EXIT_CODES = {
    0: Text("done", "xong"),
    UNEXPECTED: Text("something unexpected happened", "có lỗi ngoài dự kiến"),
    USAGE: Text("the command was called wrongly", "gọi lệnh sai"),
    REFUSED: Text("refused by a rule", "bị từ chối theo quy định"),
    CONFLICT: Text("somebody else was faster (version conflict)", "có người ghi trước"),
    NOT_FOUND: Text("not found", "không tìm thấy"),
    INTEGRITY: Text(
        "the record is damaged, altered, or of a newer program",
        "sổ ghi bị hỏng, bị sửa, hoặc do chương trình mới hơn ghi",
    ),
    UNREACHABLE: Text("the log cannot be read or written now", "không đọc, ghi được sổ ghi"),
    INTERRUPTED: Text("interrupted", "bị ngắt"),
    NOBODY_READS: Text("the output pipe was closed", "đầu ra đã bị đóng"),
}
