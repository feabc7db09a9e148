package org.llmspace.web.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.llmspace.web.endpoint.Marks.Mark;
import org.llmspace.web.endpoint.Marks.Part;

class MarksTest {

    @Test
    void the_parts_are_the_text() {
        assertThat(Marks.split("Ada in Rome.", List.of(new Mark("LOC", 7, 11), new Mark("PER", 0, 3)))).containsExactly(
                new Part("Ada", "PER"), new Part(" in ", null), new Part("Rome", "LOC"), new Part(".", null));
    }

    @Test
    void offsets_count_code_points() {
        assertThat(Marks.split("\uD83D\uDE00 Ada", List.of(new Mark("PER", 2, 5)))).last().isEqualTo(new Part("Ada", "PER"));
    }

    @Test
    void marks_beyond_the_text_and_overlaps_are_cut() {
        assertThat(Marks.split("abcd", List.of(new Mark("X", 0, 3), new Mark("Y", 2, 9))))
                .containsExactly(new Part("abc", "X"), new Part("d", "Y"));
    }
}
