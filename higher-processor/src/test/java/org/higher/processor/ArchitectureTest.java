package org.higher.processor;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.util.TreeScanner;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.BaseStream;
import java.util.stream.Stream;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.diagnostics.Reporter;
import org.higher.processor.optimizer.analysis.OptimizerModel;
import org.higher.processor.optimizer.rule.Rule;
import org.higher.processor.text.ClassSource;
import org.higher.processor.twin.analysis.TwinModel;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Which package of the processor may use which, and how large one may be. */
@AnalyzeClasses(
        packages = "org.higher.processor",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String PROCESSOR = "org.higher.processor";
    private static final Path SOURCES = Path.of("src/main/java/org/higher/processor");

    /** Each may use those after it. */
    private static final List<String> LAYERS =
            List.of(
                    "",
                    ".twin..",
                    ".optimizer..",
                    ".ecj",
                    ".pipeline",
                    ".verification",
                    ".codegen",
                    ".codegen.format",
                    ".codegen.format.expressions",
                    ".codegen.format.layout",
                    ".codegen.format.tokens",
                    ".text",
                    ".names",
                    ".types",
                    ".javac",
                    ".diagnostics");

    /** What walks over trees or collections, and what reports errors. */
    private static final List<Class<?>> WORK =
            List.of(
                    TreeScanner.class,
                    BaseStream.class,
                    Iterator.class,
                    Problem.Sink.class,
                    Reporter.class);

    private static final int MOST_FILES = 20;
    private static final int MOST_LINES = 2500;

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("org.higher.(**)").should().beFreeOfCycles();

    @ArchTest
    static void importsPointDown(JavaClasses classes) {
        for (int i = 1; i < LAYERS.size(); i++) {
            String[] above =
                    LAYERS.subList(0, i).stream().map(p -> PROCESSOR + p).toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(PROCESSOR + LAYERS.get(i))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(above)
                    .check(classes);
        }
    }

    @ArchTest
    static final ArchRule TWINS_AND_OPTIMIZERS_ARE_APART =
            noClasses()
                    .that()
                    .resideInAPackage("..optimizer..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("..twin..");

    @ArchTest
    static final ArchRule ANALYSIS_COMES_FIRST =
            noClasses()
                    .that()
                    .resideInAPackage("..analysis..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "..validation..",
                            "..twin.verification..",
                            "..optimizer.verification..",
                            "..writing..");

    @ArchTest
    static final ArchRule VALIDATION_WRITES_NOTHING =
            noClasses()
                    .that()
                    .resideInAnyPackage("..validation..", "..verification..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("..writing..");

    /** All that can be wrong is found before: the writers cannot even reach the reporter. */
    @ArchTest
    static final ArchRule WRITERS_FIND_NO_ERRORS =
            noClasses()
                    .that()
                    .resideInAnyPackage("..writing..", "..codegen..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "..diagnostics..",
                            "..validation..",
                            "..verification..",
                            "..pipeline..");

    /** Writers get facts: what is read and what is wrong stays with the analyses. */
    @ArchTest
    static final ArchRule WRITERS_READ_NO_SOURCE =
            noClasses()
                    .that()
                    .resideInAPackage("..writing..")
                    .or()
                    .belongToAnyOf(TwinModel.class, OptimizerModel.class)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("com.sun.source..", "..names..", "..diagnostics..")
                    .orShould()
                    .dependOnClassesThat()
                    .belongToAnyOf(ClassSource.class, Rule.class);

    /** What is to be found out when an object is made, a static factory finds out. */
    @ArchTest
    static final ArchRule CONSTRUCTORS_ASSIGN =
            noClasses()
                    .should()
                    .callMethodWhere(
                            describe(
                                    "a constructor does work",
                                    call ->
                                            call.getOrigin() instanceof JavaConstructor
                                                    && WORK.stream()
                                                            .anyMatch(
                                                                    call.getTargetOwner()
                                                                            ::isAssignableTo)));

    @ArchTest
    static final ArchRule CLASSES_ARE_FINAL_OR_ABSTRACT =
            classes()
                    .that()
                    .areTopLevelClasses()
                    .and()
                    .areNotInterfaces()
                    .and()
                    .areNotEnums()
                    .should()
                    .haveModifier(FINAL)
                    .orShould()
                    .haveModifier(ABSTRACT);

    @TestFactory
    Stream<DynamicTest> packagesAreSmall() throws IOException {
        List<Path> packages;
        try (Stream<Path> all = Files.walk(SOURCES)) {
            packages = all.filter(Files::isDirectory).toList();
        }
        return packages.stream()
                .map(
                        p ->
                                DynamicTest.dynamicTest(
                                        SOURCES.getParent().relativize(p).toString(),
                                        () -> small(p)));
    }

    private static void small(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> files = entries.filter(f -> f.toString().endsWith(".java")).toList();
            assertThat(files.size()).as("files").isLessThanOrEqualTo(MOST_FILES);
            assertThat(files.stream().mapToLong(ArchitectureTest::lines).sum())
                    .as("lines")
                    .isLessThanOrEqualTo(MOST_LINES);
        }
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
