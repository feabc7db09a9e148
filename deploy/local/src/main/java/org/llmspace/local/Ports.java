package org.llmspace.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/// Looks whether a port can be had before anything is started on it.
final class Ports {

    private Ports() {
    }

    static void requireFree(int port, String purpose, String variable) {
        if (!isFree(new InetSocketAddress(port)) || !isFree(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
            throw new StartFailure("Port %d, wanted for %s, is in use: stop what uses it or set %s to another port"
                    .formatted(port, purpose, variable));
        }
    }

    private static boolean isFree(InetSocketAddress address) {
        try (var socket = new ServerSocket()) {
            // Without this, connections of the last run that are still closing would count as use.
            socket.setReuseAddress(true);
            socket.bind(address);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
