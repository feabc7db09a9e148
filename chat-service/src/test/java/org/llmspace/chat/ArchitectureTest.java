package org.llmspace.chat;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// Which room may use which: straight in from a door, straight out again.
@AnalyzeClasses(packages = "org.llmspace.chat", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule NO_CYCLES = slices().matching("org.llmspace.chat.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ARROWS = layeredArchitecture().consideringOnlyDependenciesInLayers()
            .layer("messaging").definedBy("org.llmspace.chat.messaging..")
            .layer("openai").definedBy("org.llmspace.chat.openai..")
            .layer("turn").definedBy("org.llmspace.chat.turn..")
            .layer("assistant").definedBy("org.llmspace.chat.assistant..")
            .layer("memory").definedBy("org.llmspace.chat.memory..")
            .layer("tool").definedBy("org.llmspace.chat.tool..")
            .layer("provider").definedBy("org.llmspace.chat.provider..")
            .layer("retrieval").definedBy("org.llmspace.chat.retrieval..")
            .layer("document").definedBy("org.llmspace.chat.document..")
            .layer("prompt").definedBy("org.llmspace.chat.prompt..")
            .layer("backend").definedBy("org.llmspace.chat.backend..")
            .whereLayer("messaging").mayNotBeAccessedByAnyLayer()
            .whereLayer("openai").mayNotBeAccessedByAnyLayer()
            .whereLayer("turn").mayOnlyBeAccessedByLayers("messaging", "openai")
            .whereLayer("assistant").mayOnlyBeAccessedByLayers("turn")
            .whereLayer("memory").mayOnlyBeAccessedByLayers("assistant", "turn")
            .whereLayer("tool").mayOnlyBeAccessedByLayers("assistant", "turn")
            .whereLayer("provider").mayOnlyBeAccessedByLayers("turn", "openai")
            .whereLayer("retrieval").mayOnlyBeAccessedByLayers("turn", "openai", "provider", "tool")
            .whereLayer("document").mayOnlyBeAccessedByLayers("retrieval")
            .whereLayer("prompt").mayOnlyBeAccessedByLayers("assistant", "turn")
            .whereLayer("backend").mayOnlyBeAccessedByLayers("provider", "retrieval", "tool", "memory");

    @ArchTest
    static final ArchRule ONLY_DOORS_PUBLISH_REPLIES = noClasses().that().resideOutsideOfPackages(
            "org.llmspace.chat.messaging..", "org.llmspace.chat.backend..").should().dependOnClassesThat()
            .haveFullyQualifiedName("org.llmspace.contracts.kafka.EventPublisher");

    @ArchTest
    static final ArchRule ONLY_THE_HTTP_DOOR_AND_THE_BACKEND_SEE_VERTX = noClasses().that()
            .resideOutsideOfPackages("org.llmspace.chat.openai..", "org.llmspace.chat.backend..").should().dependOnClassesThat()
            .resideInAPackage("io.vertx..");
}
