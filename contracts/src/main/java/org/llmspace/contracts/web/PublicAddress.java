package org.llmspace.contracts.web;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/// Tells addresses of the public internet from those of the house: this computer, its network, its cloud's metadata. Only
/// what IANA's registries of special-purpose addresses leave over is public.
public final class PublicAddress {

    private record Range(byte[] prefix, int bits) {

        static Range of(String text) {
            String[] parts = text.split("/");
            return new Range(parse(parts[0]).getAddress(), Integer.parseInt(parts[1]));
        }

        boolean has(byte[] address) {
            if (address.length != prefix.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % 8);
                if ((address[bit / 8] & mask) != (prefix[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    private static final List<Range> NOT_PUBLIC = ranges("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8",
            "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
            "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3", "2001::/23", "2001:db8::/32",
            "3fff::/20", "5f00::/16");
    private static final Range GLOBAL_UNICAST = Range.of("2000::/3");
    private static final Range SIX_TO_FOUR = Range.of("2002::/16");
    private static final Range NAT64 = Range.of("64:ff9b::/96");

    private PublicAddress() {
    }

    public static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address instanceof Inet4Address) {
            return outside(bytes);
        }
        if (NAT64.has(bytes)) {
            return outside(Arrays.copyOfRange(bytes, 12, 16));
        }
        if (SIX_TO_FOUR.has(bytes)) {
            return outside(Arrays.copyOfRange(bytes, 2, 6));
        }
        return GLOBAL_UNICAST.has(bytes) && outside(bytes);
    }

    private static boolean outside(byte[] address) {
        return NOT_PUBLIC.stream().noneMatch(range -> range.has(address));
    }

    private static List<Range> ranges(String... ranges) {
        return Arrays.stream(ranges).map(Range::of).toList();
    }

    private static InetAddress parse(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("no address: " + literal, e);
        }
    }
}
