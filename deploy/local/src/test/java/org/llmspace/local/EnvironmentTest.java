package org.llmspace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentTest {

    private static final Path FILE = Path.of(".env");

    @TempDir
    Path folder;

    @Test
    void readsCommentsQuotesAndExport() {
        var lines = List.of("# keys", "", "PLAIN=a", "export EXPORTED=b", "DOUBLE=\"c d # no comment\" # comment",
                "SINGLE='e=f'", "COMMENTED=g # comment", "HASH=h#i", "EMPTY=");
        assertThat(Environment.parse(lines, FILE)).containsExactlyInAnyOrderEntriesOf(Map.of(
                "PLAIN", "a", "EXPORTED", "b", "DOUBLE", "c d # no comment", "SINGLE", "e=f", "COMMENTED", "g",
                "HASH", "h#i", "EMPTY", ""));
    }

    @Test
    void variablesOfTheProcessWinOverTheFile() throws Exception {
        var file = Files.writeString(folder.resolve(".env"), "A=file\nB=file\n");
        var environment = Environment.read(file, Map.of("A", "process"));
        assertThat(environment.text("A")).contains("process");
        assertThat(environment.text("B")).contains("file");
        assertThat(environment.text("C")).isEmpty();
    }

    @Test
    void tellsTheLineThatIsWrongButNotWhatItHolds() {
        assertThatThrownBy(() -> Environment.parse(List.of("A=b", "sk-secret"), FILE))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("line 2")
                .hasMessageNotContaining("secret");
    }

    @Test
    void takesOnlyPortsForPorts() {
        assertThat(new Environment(Map.of()).port("P", 7860)).isEqualTo(7860);
        assertThat(new Environment(Map.of("P", "8000")).port("P", 7860)).isEqualTo(8000);
        for (var wrong : List.of("0", "65536", "web", "-1")) {
            assertThatThrownBy(() -> new Environment(Map.of("P", wrong)).port("P", 7860))
                    .isInstanceOf(StartFailure.class).hasMessageContaining("P must be a port number");
        }
    }
}
