package org.llmspace.local;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;

import org.junit.jupiter.api.Test;

class PortsTest {

    @Test
    void saysInOneLineWhichPortIsInUseWhatForAndHowToChangeIt() throws Exception {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
            assertThatThrownBy(() -> Ports.requireFree(port, "web-ui", "LLMSPACE_WEB_PORT"))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContainingAll("Port " + port, "web-ui", "LLMSPACE_WEB_PORT")
                    .message().doesNotContain("\n");
        }
        assertThatCode(() -> Ports.requireFree(port, "web-ui", "LLMSPACE_WEB_PORT")).doesNotThrowAnyException();
    }
}
