"""In Vietnamese, what is wrong with a text that was to be a note, a key or a policy file.

The messages below the console are English: a fault is found here by its English words.
"""

import re

from console import damage

_SOURCES = {
    "the note": "tệp điểm kiểm",
    "the request": "tệp yêu cầu",
    "the key": "khóa",
    "that key": "khóa đó",
    "the policy file": "tệp tin cậy",
    "the policy file, had it been written,": "tệp tin cậy định viết",
}
_TABLE = """
it is longer than (.+) characters | dài hơn {} ký tự
it holds a control character | có ký tự điều khiển
it has no empty line between text and signatures | thiếu dòng trống giữa nội dung và chữ ký
its last line is cut off | dòng cuối bị cắt
its text is not three lines: .+ | nội dung không phải ba dòng: tên sổ ghi, số mục, mã gốc
'(.*)' is no name of a log | '{}' không phải tên sổ ghi
'(.*)' is no size | '{}' không phải số mục
its root is no base64: .+ | mã gốc không phải base64
its root has (.+) bytes | mã gốc dài {} byte
'(.*)' is no signature line | '{}' không phải dòng chữ ký
the signature of (.+) is no base64 | chữ ký của {} không phải base64
the signature of (.+) is too short | chữ ký của {} quá ngắn
it does not begin with 'old' and a size | không bắt đầu bằng 'old' và số mục
it has more than (.+) hashes | có hơn {} mã băm
one of its hashes is no base64 | có mã băm không phải base64
one of its hashes has not (.+) bytes | có mã băm không dài {} byte
its old size is larger than the new one | số mục cũ lớn hơn số mục mới
it is damaged | bị hỏng
it is damaged: its id does not fit | bị hỏng: mã khóa không khớp
it is no key file | không phải tệp khóa
it is no regular file | không phải tệp thường
it is of a type that is not known here | loại khóa chưa biết
it is not of the form name\\+id\\+key | không có dạng tên+mã+khóa
its last part is no base64: .+ | phần cuối không phải base64
its id does not fit name and key | mã khóa không khớp tên và khóa
anybody could sign with it | ai cũng ký được bằng khóa này
it is not the key of a log | không phải khóa của sổ ghi
it is not the key of a witness | không phải khóa của bên chứng kiến
it is the key of (.+), the log is (.+) | đây là khóa của {}, còn sổ ghi là {}
a name is an address without schema, .+ | tên phải là địa chỉ không có giao thức, dấu cách, dấu +
it is a private key | đây là khóa riêng
it is private: .+ | đây là khóa riêng: hãy đưa khóa công khai
it holds a private key: .+ | có khóa riêng trong đó: hãy giữ kín, và đưa khóa công khai
it holds no confirmation, .+ | không có chữ ký xác nhận nào, chỉ có chữ ký của sổ ghi
a control character | có ký tự điều khiển
there is no line 'quorum' | thiếu dòng 'quorum'
there is a line 'quorum' already | đã có dòng 'quorum'
'quorum' takes one name | 'quorum' cần đúng một tên
'log' takes a key and perhaps an address | 'log' cần khóa, có thể thêm địa chỉ
'witness' takes a name, .+ | 'witness' cần tên, khóa, có thể thêm địa chỉ
'group' takes a name, .+ | 'group' cần tên, số (hoặc any, all) và các thành viên
this key of a log stands here twice | khóa sổ ghi này đã có ở trên
this key of a witness stands here twice | khóa bên chứng kiến này đã có ở trên
'(.*)' stands in a group already | '{}' đã thuộc một nhóm
'(.*)' of (.+) members cannot be asked for | không thể yêu cầu '{}' trong {} thành viên
'(.*)' is not defined above | '{}' chưa nêu ở trên
the name '(.*)' is taken | tên '{}' đã dùng
'(.*)' is no kind of line | '{}' không phải loại dòng nào
it is one of the log (.+) | thuộc sổ ghi {}
(.+) has not signed it | {} chưa ký
a stored line is not the one of its witness | dòng lưu lại không phải của bên chứng kiến đó
the row holds no bytes | dòng không chứa dữ liệu
(.+) bytes, (.+) are allowed | {} byte, cho phép {}
it is no object | không phải đối tượng JSON
recorded_at has no date | recorded_at không có ngày
(.+) belongs to all versions but the first | {} phải có ở mọi phiên bản trừ phiên bản đầu
(.+) must be smaller than the position | {} phải nhỏ hơn vị trí
(.+) must be a position | {} phải là một vị trí
(.+) must be .+ | {} không đúng quy cách
(.+) is missing in a domain entry | thiếu {}
([^ ]+) is missing | thiếu {}
it is missing | không còn
(.+) is no name of a stream: (.+) | {} không phải tên hồ sơ: {}
stream is (.+), no place for (.+) | hồ sơ {} không dành cho {}
format is (.+), known is (.+) | mục ghi dạng {}, chương trình này biết đến {}
tables of version (.+), known is (.+) | bảng phiên bản {}, chương trình này biết đến {}
its tables are of version (.+) | bảng phiên bản {}
its tables are others: (.+) | các bảng khác: {}
it has no entry 1 of type log.created | không có mục ghi 1 loại log.created
it is an SQLite file of another application (.+) | tệp SQLite của chương trình khác {}
(format|hash) (.+), known is (.+) | {} {}, chương trình này biết {}
the last position is (.+) | vị trí cuối là {}
a checkpoint over (.+) entries was signed, .+ (.+) | đã ký đến {}, sổ còn {} mục
(.+) is over (.+) entries, the log ends at (.+) | {} ghi {} mục, sổ chỉ còn {} mục
(.+) differs from the log somewhere from (.+) to (.+) | {} khác sổ ghi ở đâu đó từ vị trí {} đến {}
(.+): the entry says (.+), the row (.+) | {}: mục ghi là {}, cột của dòng là {}
occurred_on is (.+), after (.+) | xảy ra ngày {}, sau khi ghi {}
occurred on (.+), recorded at (.+) | xảy ra ngày {}, ghi lúc {}
recorded at (.+), the entry before it at (.+) | ghi lúc {}, mục đứng trước ghi lúc {}
version (.+) follows on version (.+) | phiên bản {} đứng ngay sau phiên bản {}
prev is (.+), the entry before it in the stream is another | prev là {}, mục đứng trước là mục khác
entry (.+) of a command that was not begun | mục thứ {} của một lệnh chưa có mục đầu
entry (.+) of (.+) of the command before it is missing | thiếu mục {}/{} của lệnh trước
entry (.+) of (.+) of the last command is missing | thiếu mục {}/{} của lệnh cuối
the command (.+) stands at position (.+) already | lệnh {} đã có ở vị trí {}
position (.+) holds no rules | vị trí {} không phải quy định
target_position (.+) is not in the same stream | target_position {} không thuộc cùng hồ sơ
target_position (.+) is not before it | target_position {} không đứng trước mục này
its root is not that of the (.+) streams | mã gốc không phải của {} hồ sơ
(.+) is (.+), not (.+) | {} là {}, không phải {}
the digest of (.+) is not that of its text | mã băm của {} không khớp văn bản
the hash (.+) is not known | hàm băm {} chưa biết
a simulation begins at (.+) | sổ mô phỏng phải bắt đầu lúc {}
the last entry that it covers is not log.heads | mục cuối được bao trùm không phải log.heads
there is no checkpoint that it could belong to | không có điểm kiểm tương ứng
the log's key of the policy has not signed it, or not this text | khóa tin cậy chưa ký văn bản này
the line of (.+) is not over this checkpoint | chữ ký của {} không dành cho điểm kiểm này
tile (.+) is missing | thiếu khối {} của cây băm
hash (.+) of tile (.+) is another | mã thứ {} trong khối {} của cây băm bị khác
the root of tile (.+) is another | mã gốc của khối {} trong cây băm bị khác
there is a tile (.+) that cannot be full | có khối {} của cây băm chưa thể đủ mục
the hash of entry (.+) is another | mã băm của mục {} bị khác
the row of streams for (.+) is another | dòng của hồ sơ {} trong bảng streams bị khác
the row of commands for (.+) is another | dòng của lệnh {} trong bảng commands bị khác
position (.+) follows on (.+) | sau vị trí {1} là vị trí {0}
a row at (.+) where position (.+) should be | có dòng {} ở chỗ của vị trí {}
row (.+) missing from index (.+) | dòng {} không có trong chỉ mục {}
wrong # of entries in index (.+) | số dòng trong chỉ mục {} sai
([a-z_]+) at the text itself | {}, ở chính văn bản
([a-z_]+) at ([^ ]+) | {}, ở {}
"""
_FAULTS = [
    (re.compile(english.strip(), re.DOTALL).fullmatch, vietnamese.strip())
    for english, vietnamese in (row.split(" | ") for row in _TABLE.strip().splitlines())
]
_AT_LINE = re.compile(r"line ([0-9]+): (.+)", re.DOTALL).fullmatch
_OF_KEY = re.compile(r"('.*'): (.+)", re.DOTALL).fullmatch


def source(said: str) -> str:
    """Return in Vietnamese where a fault is; a path stays as it is."""
    return _SOURCES.get(said, said)


def detail(said: str) -> str:
    """Return in Vietnamese what a verification found; nothing where there are no words for it."""
    found = fault(said)
    if found != said or " " not in said:
        return found.replace("what was signed", "bản đã ký")
    damaged = damage.found(said)
    return damaged if damaged != said else ""


def fault(said: str) -> str:
    """Return a fault in Vietnamese; what is not known here stays as it is."""
    for matches, vietnamese in _FAULTS:
        if found := matches(said):
            return vietnamese.format(*found.groups())
    if found := _AT_LINE(said):
        return f"dòng {found[1]}: {fault(found[2])}"
    if found := _OF_KEY(said):
        return f"{found[1]}: {fault(found[2])}"
    return said
