package org.llmspace.web.upload;

import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewLinesTest {

    @TempDir
    Path folder;

    @Test
    void each_line_is_given_once_and_whole() throws IOException {
        Path file = Files.writeString(folder.resolve("lines"), "one\ntwo\nthr");
        NewLines lines = new NewLines(file);
        assertThat(lines.next()).containsExactly("one", "two");
        assertThat(lines.next()).isEmpty();
        Files.writeString(file, "ee – drei\n", APPEND);
        assertThat(lines.next()).containsExactly("three – drei");
        assertThat(lines.next()).isEmpty();
    }
}
