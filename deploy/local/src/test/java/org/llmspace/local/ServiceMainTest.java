package org.llmspace.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

class ServiceMainTest {

    /// Stands for a service: says that it runs, and runs until it is stopped.
    public static final class Endless {

        public static void main(String[] args) throws InterruptedException {
            System.out.println("runs with " + args[0]);
            Thread.sleep(60_000);
        }
    }

    @Test
    void aServiceEndsWithTheInputThatTheLauncherHolds() throws Exception {
        var process = new ProcessBuilder(Jvm.command(List.of("-cp", System.getProperty("java.class.path"),
                ServiceMain.class.getName(), Endless.class.getName(), "an argument"))).redirectErrorStream(true).start();
        try {
            assertThat(process.inputReader().readLine()).isEqualTo("runs with an argument");
            assertThat(process.isAlive()).isTrue();

            process.getOutputStream().close();

            assertThat(process.waitFor(10, TimeUnit.SECONDS)).as("ended").isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }
}
