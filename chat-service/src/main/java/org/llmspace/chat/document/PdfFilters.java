package org.llmspace.chat.document;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Unpacks the streams of a PDF file.
final class PdfFilters {

    private static final int MOST_BYTES = 64 << 20;

    private PdfFilters() {
    }

    /// @param filters their names, the first one to undo first
    /// @param parameters one for each filter
    static byte[] decode(byte[] raw, List<String> filters, List<Pdf.Dict> parameters) {
        byte[] bytes = raw;
        for (int i = 0; i < filters.size(); i++) {
            Pdf.Dict with = i < parameters.size() ? parameters.get(i) : Pdf.Dict.EMPTY;
            bytes = switch (filters.get(i)) {
                case "FlateDecode", "Fl" -> predicted(inflate(bytes), with);
                case "LZWDecode", "LZW" -> predicted(lzw(bytes, number(with, "EarlyChange", 1)), with);
                case "ASCII85Decode", "A85" -> ascii85(bytes);
                case "ASCIIHexDecode", "AHx" -> hex(bytes);
                case "RunLengthDecode", "RL" -> runs(bytes);
                // pictures
                default -> new byte[0];
            };
        }
        return bytes;
    }

    /// A stream that breaks off gives what came before.
    private static byte[] inflate(byte[] packed) {
        Inflater inflater = new Inflater();
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] piece = new byte[16_384];
            inflater.setInput(packed);
            while (!inflater.finished()) {
                int count = inflater.inflate(piece);
                if (count == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    break;
                }
                write(out, piece, count);
            }
            return out.toByteArray();
        } catch (DataFormatException e) {
            return new byte[0];
        } finally {
            inflater.end();
        }
    }

    private static void write(ByteArrayOutputStream out, byte[] piece, int count) {
        if (out.size() + count > MOST_BYTES) {
            throw new UnreadableDocumentException(
                    "the PDF file unpacks to more than %d MB; that is refused".formatted(MOST_BYTES >> 20));
        }
        out.write(piece, 0, count);
    }

    private static byte[] lzw(byte[] packed, int early) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[][] table = new byte[4097][];
        int known = 258;
        int width = 9;
        byte[] before = new byte[0];
        int bits = 0;
        int held = 0;
        for (byte next : packed) {
            bits = bits << 8 | next & 0xff;
            held += 8;
            if (held < width) {
                continue;
            }
            held -= width;
            int code = bits >> held & (1 << width) - 1;
            bits &= (1 << held) - 1;
            if (code == 257) {
                break;
            }
            if (code == 256) {
                known = 258;
                width = 9;
                before = new byte[0];
                continue;
            }
            byte[] entry = code < 256 ? new byte[] { (byte) code } : code < known ? table[code] : grown(before, before);
            if (entry == null || code > known) {
                break;
            }
            write(out, entry, entry.length);
            if (before.length > 0 && known < 4096) {
                table[known++] = grown(before, entry);
            }
            before = entry;
            width = known + early >= 2048 ? 12 : known + early >= 1024 ? 11 : known + early >= 512 ? 10 : 9;
        }
        return out.toByteArray();
    }

    private static byte[] grown(byte[] before, byte[] next) {
        byte[] grown = Arrays.copyOf(before, before.length + 1);
        grown[before.length] = next.length == 0 ? 0 : next[0];
        return grown;
    }

    private static byte[] ascii85(byte[] text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long group = 0;
        int count = 0;
        for (byte c : text) {
            if (c == '~') {
                break;
            }
            if (c == 'z' && count == 0) {
                out.writeBytes(new byte[4]);
            } else if (c >= '!' && c <= 'u') {
                group = group * 85 + c - '!';
                if (++count == 5) {
                    last(out, group, 4);
                    group = 0;
                    count = 0;
                }
            }
        }
        if (count > 1) {
            for (int i = count; i < 5; i++) {
                group = group * 85 + 84;
            }
            last(out, group, count - 1);
        }
        return out.toByteArray();
    }

    private static void last(ByteArrayOutputStream out, long group, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write((int) (group >> 24 - 8 * i));
        }
    }

    private static byte[] hex(byte[] text) {
        String digits = new String(text, ISO_8859_1).replaceAll("[^0-9A-Fa-f>]", "").replaceAll(">.*", "");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < digits.length(); i += 2) {
            int low = i + 1 < digits.length() ? Character.digit(digits.charAt(i + 1), 16) : 0;
            out.write(Character.digit(digits.charAt(i), 16) * 16 + low);
        }
        return out.toByteArray();
    }

    private static byte[] runs(byte[] packed) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayInputStream in = new ByteArrayInputStream(packed);
        for (int length = in.read(); length >= 0 && length != 128; length = in.read()) {
            byte[] run = new byte[length < 128 ? length + 1 : 257 - length];
            if (length < 128) {
                in.readNBytes(run, 0, run.length);
            } else {
                Arrays.fill(run, (byte) in.read());
            }
            write(out, run, run.length);
        }
        return out.toByteArray();
    }

    /// Rows that were written as differences from the row above (PNG's predictors).
    private static byte[] predicted(byte[] bytes, Pdf.Dict with) {
        if (number(with, "Predictor", 1) < 10) {
            return bytes;
        }
        int pixel = Math.max(1, number(with, "Colors", 1) * number(with, "BitsPerComponent", 8) / 8);
        int row = Math.max(1, number(with, "Columns", 1) * number(with, "Colors", 1) * number(with, "BitsPerComponent", 8) / 8);
        byte[] out = new byte[bytes.length / (row + 1) * row];
        for (int r = 0; r < out.length / row; r++) {
            int kind = bytes[r * (row + 1)];
            for (int i = 0; i < row; i++) {
                int left = i < pixel ? 0 : out[r * row + i - pixel] & 0xff;
                int up = r == 0 ? 0 : out[(r - 1) * row + i] & 0xff;
                int corner = r == 0 || i < pixel ? 0 : out[(r - 1) * row + i - pixel] & 0xff;
                int guess = switch (kind) {
                    case 1 -> left;
                    case 2 -> up;
                    case 3 -> (left + up) / 2;
                    case 4 -> paeth(left, up, corner);
                    default -> 0;
                };
                out[r * row + i] = (byte) (bytes[r * (row + 1) + 1 + i] + guess);
            }
        }
        return out;
    }

    private static int paeth(int left, int up, int corner) {
        int guess = left + up - corner;
        int byLeft = Math.abs(guess - left);
        int byUp = Math.abs(guess - up);
        int byCorner = Math.abs(guess - corner);
        return byLeft <= byUp && byLeft <= byCorner ? left : byUp <= byCorner ? up : corner;
    }

    private static int number(Pdf.Dict dict, String key, int otherwise) {
        return dict.get(key) instanceof Pdf.Num(double value) ? (int) value : otherwise;
    }
}
