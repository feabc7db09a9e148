package org.llmspace.web.space;

import org.llmspace.web.words.Words;

/// What surrounds every page.
///
/// @param root the path of the Space, with a slash at its end
/// @param theme `light`, `dark` or `system`
/// @param tab which tab is open
/// @param version of the scripts, so that browsers may keep them
/// @param style the style sheet
/// @param refresh seconds after which a page without script looks again; 0 for never
public record Frame(String root, String theme, String tab, String version, String style, int refresh) {

    /// What the scripts say, as JSON.
    public String scriptWords() {
        return Words.forScripts();
    }

    /// Whether a tab is open that small screens keep in a menu.
    public boolean late() {
        return tab.equals("tokenizer") || tab.equals("compare") || tab.equals("models");
    }

    Frame refreshing(int seconds) {
        return new Frame(root, theme, tab, version, style, seconds);
    }
}
