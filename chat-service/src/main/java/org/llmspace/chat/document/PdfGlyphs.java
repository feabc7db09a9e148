package org.llmspace.chat.document;

import java.nio.charset.Charset;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which characters the names of glyphs and the usual one-byte encodings mean.
final class PdfGlyphs {

    private static final Charset WINDOWS = Charset.forName("windows-1252");
    /// Mac OS Roman from 128 on.
    private static final String MAC = "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø¿¡¬√ƒ≈∆«»… ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ";
    private static final Map<String, String> NAMES = new HashMap<>();
    private static final Map<String, String> ACCENTS = Map.of("grave", "\u0300", "acute", "\u0301", "circumflex", "\u0302",
            "tilde", "\u0303", "dieresis", "\u0308", "ring", "\u030a", "caron", "\u030c", "cedilla", "\u0327", "macron",
            "\u0304", "ogonek", "\u0328");
    private static final Pattern ACCENTED = Pattern.compile("([A-Za-z]|dotlessi)(" + String.join("|", ACCENTS.keySet()) + ")");
    private static final Pattern UNICODE = Pattern.compile("(?:uni|u)([0-9A-F]{4,6}).*");

    static {
        String pairs = """
                space 32 exclam 33 quotedbl 34 numbersign 35 dollar 36 percent 37 ampersand 38 quotesingle 39 parenleft 40 \
                parenright 41 asterisk 42 plus 43 comma 44 hyphen 45 period 46 slash 47 zero 48 one 49 two 50 three 51 four 52 \
                five 53 six 54 seven 55 eight 56 nine 57 colon 58 semicolon 59 less 60 equal 61 greater 62 question 63 at 64 \
                bracketleft 91 backslash 92 bracketright 93 asciicircum 94 underscore 95 grave 96 braceleft 123 bar 124 \
                braceright 125 asciitilde 126 exclamdown 161 cent 162 sterling 163 yen 165 section 167 copyright 169 \
                guillemotleft 171 logicalnot 172 registered 174 degree 176 plusminus 177 acute 180 mu 181 paragraph 182 \
                periodcentered 183 guillemotright 187 onequarter 188 onehalf 189 threequarters 190 questiondown 191 AE 198 \
                multiply 215 Oslash 216 Thorn 222 germandbls 223 ae 230 eth 240 divide 247 oslash 248 thorn 254 dotlessi 305 \
                Lslash 321 lslash 322 OE 338 oe 339 quoteleft 8216 quoteright 8217 quotesinglbase 8218 quotedblleft 8220 \
                quotedblright 8221 quotedblbase 8222 dagger 8224 daggerdbl 8225 bullet 8226 ellipsis 8230 perthousand 8240 \
                guilsinglleft 8249 guilsinglright 8250 endash 8211 emdash 8212 Euro 8364 trademark 8482 minus 8722 fraction 8260 \
                summation 8721 infinity 8734 lessequal 8804 greaterequal 8805 notequal 8800 approxequal 8776 arrowright 8594 \
                arrowleft 8592 alpha 945 beta 946 gamma 947 delta 948 epsilon 949 theta 952 lambda 955 pi 960 sigma 963 tau 964 \
                phi 966 omega 969 Delta 916 Omega 937 Sigma 931 nbspace 32 sfthyphen 45 visiblespace 32""";
        String[] words = pairs.split("\\s+");
        for (int i = 0; i < words.length; i += 2) {
            NAMES.put(words[i], Character.toString(Integer.parseInt(words[i + 1])));
        }
        NAMES.putAll(Map.of("fi", "fi", "fl", "fl", "ff", "ff", "ffi", "ffi", "ffl", "ffl", "f_i", "fi", "f_f", "ff"));
    }

    private PdfGlyphs() {
    }

    /// The text that a glyph stands for; empty if its name tells nothing.
    static String text(String glyph) {
        String name = glyph.indexOf('.') > 0 ? glyph.substring(0, glyph.indexOf('.')) : glyph;
        String known = NAMES.get(name);
        if (known != null) {
            return known;
        }
        if (name.length() == 1) {
            return name;
        }
        Matcher accented = ACCENTED.matcher(name);
        if (accented.matches()) {
            String letter = accented.group(1).equals("dotlessi") ? "i" : accented.group(1);
            return Normalizer.normalize(letter + ACCENTS.get(accented.group(2)), Normalizer.Form.NFC);
        }
        Matcher unicode = UNICODE.matcher(name);
        return unicode.matches() && Character.isValidCodePoint(Integer.parseInt(unicode.group(1), 16))
                ? Character.toString(Integer.parseInt(unicode.group(1), 16))
                : "";
    }

    /// The character of a code in one of the encodings that have a name.
    static String text(int code, String encoding) {
        if (code < 32) {
            return "";
        }
        if (encoding.equals("MacRomanEncoding") && code >= 128) {
            return code - 128 < MAC.length() ? MAC.substring(code - 128, code - 127) : "";
        }
        return new String(new byte[] { (byte) code }, WINDOWS);
    }
}
