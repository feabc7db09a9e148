package org.llmspace.web.gradio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

class DiffTest {

    @Test
    void equal_values_need_no_edit() {
        assertThat(Diff.between("a", "a")).isEmpty();
        assertThat(Diff.between(null, null)).isEmpty();
    }

    @Test
    void a_longer_text_is_appended_to() {
        assertThat(Diff.between("He", "Hello")).containsExactly(List.of("append", List.of(), "llo"));
    }

    @Test
    void another_text_replaces() {
        assertThat(Diff.between("Hello", "Bye")).containsExactly(List.of("replace", List.of(), "Bye"));
    }

    @Test
    void lists_are_compared_element_by_element_and_shortened_from_the_end() {
        assertThat(Diff.between(List.of("a", "b", "c"), List.of("ax")).toString())
                .isEqualTo("[[append, [0], x], [delete, [2], null], [delete, [1], null]]");
        assertThat(Diff.between(List.of("a"), List.of("a", "b"))).containsExactly(List.of("add", List.of(1), "b"));
    }

    @Test
    void objects_are_compared_key_by_key() {
        assertThat(Diff.between(Map.of("text", "a"), Map.of("text", "ab")))
                .containsExactly(List.of("append", List.of("text"), "b"));
        assertThat(Diff.between(Map.of("old", 1), Map.of("new", 2)).toString())
                .isEqualTo("[[delete, [old], null], [add, [new], 2]]");
    }
}
