package org.higher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Compiled twins and optimizers run with later versions of the library, so what they refer to is a
 * promise: it is listed here.
 */
@DisplayName("Generated code")
class GeneratedCodeTest {
    /** Of the library's own layers and rules. */
    private static final Path GENERATED = Path.of("target/generated-sources/annotations");

    private static final Path SOURCES = Path.of("src/main/java");

    /** Of models as users write them. */
    private static final Path GOLDEN = Path.of("../higher-processor/src/test/resources/expected");

    private static final Pattern TYPE =
            Pattern.compile("\\borg\\.higher(?:\\.[a-z]\\w*)*\\.[A-Z]\\w*");

    @Test
    void refersToThePublicInterfacesAndTheSupportPackages() throws IOException {
        Set<String> found = new TreeSet<>();
        for (Path file : javaFiles(GENERATED)) {
            Set<String> types = types(file);
            types.removeAll(types(original(file))); // what copied bodies say
            found.addAll(types);
        }
        for (Path file : javaFiles(GOLDEN)) {
            if (!Files.readString(file).startsWith("package org.higher.optim.rules;")) {
                found.addAll(types(file)); // those of rules are among the library's own
            }
        }
        found.removeIf(GeneratedCodeTest::isOfALayerOrRule);
        assertThat(found)
                .containsExactly(
                        "org.higher.functional.BoundModule",
                        "org.higher.functional.FunctionalModule",
                        "org.higher.functional.ParamTree",
                        "org.higher.functional.support.v1.Access",
                        "org.higher.functional.support.v1.Binder",
                        "org.higher.functional.support.v1.Configuration",
                        "org.higher.functional.support.v1.Containers",
                        "org.higher.functional.support.v1.LeafSource",
                        "org.higher.functional.support.v1.Leaves",
                        "org.higher.functional.support.v1.SourceLines",
                        "org.higher.functional.support.v1.TwinLookup",
                        "org.higher.optim.Key",
                        "org.higher.optim.Settings",
                        "org.higher.optim.Step",
                        "org.higher.optim.TreeKey",
                        "org.higher.optim.UpdateRule",
                        "org.higher.optim.support.v1.AbstractDifferentiableOptimizer",
                        "org.higher.optim.support.v1.Hyper",
                        "org.higher.processor.HigherProcessor",
                        "org.higher.tensor.Tensor");
    }

    @Test
    void supportPackagesHaveNothingInternalInTheirSignatures() throws Exception {
        for (String name : List.of("functional", "optim")) {
            for (Path file : javaFiles(SOURCES.resolve("org/higher/" + name + "/support"))) {
                if (!file.endsWith("package-info.java")) {
                    assertThat(signatures(typeName(SOURCES, file)))
                            .as(file.toString())
                            .noneMatch(type -> type.contains("org.higher.internal"));
                }
            }
        }
    }

    /** The types of what others can call or override. */
    private static List<String> signatures(String type) throws ClassNotFoundException {
        Class<?> support = Class.forName(type);
        return Stream.of(
                        Stream.of(support.getDeclaredMethods()),
                        Stream.of(support.getDeclaredConstructors()),
                        Stream.of(support.getDeclaredFields()))
                .flatMap(members -> members)
                .filter(m -> (m.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0)
                .map(Object::toString)
                .toList();
    }

    private static List<Path> javaFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(f -> f.toString().endsWith(".java")).sorted().toList();
        }
    }

    private static Set<String> types(Path file) throws IOException {
        return TYPE.matcher(Files.readString(file))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The source that a class was generated from. */
    private static Path original(Path file) {
        String name = file.getFileName().toString();
        String plain = name.replaceFirst("^(Functional|Differentiable)", "");
        return SOURCES.resolve(GENERATED.relativize(file.resolveSibling(plain)));
    }

    /** Layers and rules of the library refer to each other's, as those of users do. */
    private static boolean isOfALayerOrRule(String type) {
        return type.startsWith("org.higher.nn.") || type.startsWith("org.higher.optim.rules.");
    }

    private static String typeName(Path root, Path file) {
        String path = root.relativize(file).toString();
        return path.substring(0, path.length() - ".java".length()).replace('/', '.');
    }
}
