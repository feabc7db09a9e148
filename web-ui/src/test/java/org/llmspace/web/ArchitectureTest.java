package org.llmspace.web;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// The arrows between the rooms.
@AnalyzeClasses(packages = "org.llmspace.web", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule doors_call_inward = layeredArchitecture().consideringOnlyDependenciesInLayers()
            .layer("gradio").definedBy("..web.gradio..").layer("space").definedBy("..web.space..")
            .layer("api").definedBy("..web.api..").layer("mcp").definedBy("..web.mcp..")
            .layer("call").definedBy("..web.call..").layer("endpoint").definedBy("..web.endpoint..")
            .layer("upload").definedBy("..web.upload..").layer("guard").definedBy("..web.guard..")
            .layer("backend").definedBy("..web.backend..")
            .whereLayer("gradio").mayNotBeAccessedByAnyLayer()
            .whereLayer("space").mayNotBeAccessedByAnyLayer()
            .whereLayer("api").mayNotBeAccessedByAnyLayer()
            .whereLayer("mcp").mayNotBeAccessedByAnyLayer()
            .whereLayer("guard").mayOnlyBeAccessedByLayers("gradio", "space", "api", "mcp", "call")
            .whereLayer("call").mayOnlyBeAccessedByLayers("gradio", "space", "api", "mcp")
            .whereLayer("endpoint").mayOnlyBeAccessedByLayers("gradio", "space", "api", "mcp", "call")
            .whereLayer("upload").mayOnlyBeAccessedByLayers("gradio", "space", "api", "mcp", "call");

    @ArchTest
    static final ArchRule rooms_have_no_cycles = slices().matching("org.llmspace.web.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule components_know_only_records = noClasses().that().resideInAPackage("..space.component..")
            .should().dependOnClassesThat().resideInAnyPackage("..web.call..", "..web.backend..", "..web.endpoint..");

    @ArchTest
    static final ArchRule only_backend_speaks_kafka = noClasses().that()
            .resideOutsideOfPackages("..web.backend..", "..web.call..").should().dependOnClassesThat()
            .resideInAnyPackage("org.llmspace.contracts.kafka..", "org.apache.kafka..");
}
