package org.llmspace.web.space;

import java.util.List;
import java.util.Map;

import org.llmspace.contracts.chat.ChatResult;
import org.llmspace.contracts.chat.Citation;
import org.llmspace.web.endpoint.Snippets;
import org.llmspace.web.space.component.Bars;
import org.llmspace.web.space.component.ContextGauge;
import org.llmspace.web.space.component.Highlight;
import org.llmspace.web.space.component.Matrix;
import org.llmspace.web.space.component.Measures;
import org.llmspace.web.space.component.MediaFile;
import org.llmspace.web.space.component.ModelTable;
import org.llmspace.web.space.component.SaidAt;
import org.llmspace.web.space.component.Thought;
import org.llmspace.web.space.component.TokenList;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/// The templates, with what each needs.
@CheckedTemplate(basePath = "")
final class Pages {

    private Pages() {
    }

    static native TemplateInstance chat(Frame frame, ChatPage page);

    static native TemplateInstance pipeline(Frame frame, PipelinePage page);

    static native TemplateInstance pipelines(Frame frame, PipelineList page);

    static native TemplateInstance api(Frame frame, List<Snippets> endpoints, Map<String, Figures> figures);

    static native TemplateInstance settings(Frame frame);

    static native TemplateInstance runs(Frame frame);

    static native TemplateInstance monitoring(Frame frame, List<Figures> figures);

    static native TemplateInstance events(Frame frame, AsyncApi events);

    static native TemplateInstance problem(Frame frame, String title, String message);

    static native TemplateInstance conversations(Frame frame, List<ChatResult.KeptConversation> conversations, String query,
            String error);

    static native TemplateInstance documents(Frame frame, DocumentsPage page);

    static native TemplateInstance passage(Frame frame, ChatResult.Passage passage);

    static native TemplateInstance compare(Frame frame, ComparePage page);

    static native TemplateInstance measures(Measures measures);

    static native TemplateInstance bars(Bars bars);

    static native TemplateInstance highlight(Highlight highlight);

    static native TemplateInstance matrix(Matrix matrix);

    static native TemplateInstance tokens(TokenList tokens);

    static native TemplateInstance modelTable(ModelTable models, String root);

    static native TemplateInstance models(Frame frame, ModelsPage page);

    static native TemplateInstance thought(Thought thought);

    static native TemplateInstance gauge(ContextGauge gauge);

    static native TemplateInstance sound(MediaFile file);

    static native TemplateInstance picture(MediaFile file, String alt);

    static native TemplateInstance transcript(String text, List<SaidAt> parts);

    static native TemplateInstance sources(String call, List<Citation> citations);
}
