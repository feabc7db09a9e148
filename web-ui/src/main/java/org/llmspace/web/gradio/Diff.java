package org.llmspace.web.gradio;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/// The edits that turn one value into another, as Gradio's clients apply them: `[action, path, value]`.
final class Diff {

    private Diff() {
    }

    /// @return no edit if the values are equal
    static List<List<@Nullable Object>> between(@Nullable Object before, @Nullable Object now) {
        List<List<@Nullable Object>> edits = new ArrayList<>();
        add(edits, List.of(), before, now);
        return edits;
    }

    private static void add(List<List<@Nullable Object>> edits, List<Object> path, @Nullable Object before,
            @Nullable Object now) {
        if (Objects.equals(before, now)) {
            return;
        }
        if (before instanceof String old && now instanceof String text && text.startsWith(old)) {
            edits.add(edit("append", path, text.substring(old.length())));
        } else if (before instanceof List<?> old && now instanceof List<?> list) {
            addList(edits, path, old, list);
        } else if (before instanceof Map<?, ?> old && now instanceof Map<?, ?> map) {
            addMap(edits, path, old, map);
        } else {
            edits.add(edit("replace", path, now));
        }
    }

    private static void addList(List<List<@Nullable Object>> edits, List<Object> path, List<?> before, List<?> now) {
        int common = Math.min(before.size(), now.size());
        for (int i = 0; i < common; i++) {
            add(edits, with(path, i), before.get(i), now.get(i));
        }
        for (int i = before.size() - 1; i >= common; i--) {
            edits.add(edit("delete", with(path, i), null));
        }
        for (int i = common; i < now.size(); i++) {
            edits.add(edit("add", with(path, i), now.get(i)));
        }
    }

    private static void addMap(List<List<@Nullable Object>> edits, List<Object> path, Map<?, ?> before, Map<?, ?> now) {
        before.forEach((key, old) -> {
            if (now.containsKey(key)) {
                add(edits, with(path, key), old, now.get(key));
            } else {
                edits.add(edit("delete", with(path, key), null));
            }
        });
        now.forEach((key, value) -> {
            if (!before.containsKey(key)) {
                edits.add(edit("add", with(path, key), value));
            }
        });
    }

    private static List<Object> with(List<Object> path, Object step) {
        List<Object> longer = new ArrayList<>(path);
        longer.add(step);
        return longer;
    }

    private static List<@Nullable Object> edit(String action, List<Object> path, @Nullable Object value) {
        List<@Nullable Object> edit = new ArrayList<>();
        edit.add(action);
        edit.add(path);
        edit.add(value);
        return edit;
    }
}
