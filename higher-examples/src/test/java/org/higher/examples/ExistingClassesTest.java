package org.higher.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.higher.functional.testing.TwinCheck;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The classes of docs/existing-classes.md have twins, and these compute what they compute. */
class ExistingClassesTest {
    private static final Path PAGE = Path.of("..", "docs", "existing-classes.md");
    private static final Pattern BLOCK =
            Pattern.compile("^```java\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern MODEL = Pattern.compile("public class (\\w+)");
    private static final String HEAD =
            "package page; import java.util.*; import org.higher.annotations.*; import"
                    + " org.higher.nn.*; import org.higher.tensor.*;\n";

    @TempDir private Path folder;

    @Test
    void haveTwins() throws IOException {
        List<String> names = new ArrayList<>();
        List<Path> files = new ArrayList<>();
        Matcher block = BLOCK.matcher(Files.readString(PAGE));
        while (block.find()) {
            Matcher model = MODEL.matcher(block.group(1));
            assertThat(model.find()).as(block.group(1)).isTrue();
            names.add("page." + model.group(1));
            Path file = folder.resolve(model.group(1) + ".java");
            files.add(Files.writeString(file, HEAD + block.group(1)));
        }
        assertThat(names).hasSizeGreaterThan(5);
        compile(files);
        try (URLClassLoader classes = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            assertAll(names.stream().map(name -> () -> check(classes.loadClass(name))));
        }
    }

    private void compile(List<Path> files) throws IOException {
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        String classPath = System.getProperty("java.class.path");
        StringWriter report = new StringWriter();
        try (StandardJavaFileManager manager = javac.getStandardFileManager(null, null, null)) {
            List<String> options =
                    List.of("-d", folder.toString(), "-cp", classPath, "-processorpath", classPath);
            boolean compiled =
                    javac.getTask(
                                    report,
                                    manager,
                                    null,
                                    options,
                                    null,
                                    manager.getJavaFileObjectsFromPaths(files))
                            .call();
            assertThat(compiled).as(report.toString()).isTrue();
        }
    }

    private static void check(Class<?> type) throws ReflectiveOperationException {
        Tensor x = Tensor.of(new float[] {0.5f, -1, 2, 0.25f, 1, -0.5f, 0.125f, 3}, 2, 4);
        TwinCheck.check(make(type), x);
    }

    private static Object make(Class<?> type) throws ReflectiveOperationException {
        Optional<Method> factory =
                Arrays.stream(type.getDeclaredMethods())
                        .filter(m -> m.getName().equals("make"))
                        .findFirst();
        if (factory.isPresent()) {
            return factory.get().invoke(null);
        }
        Constructor<?> constructor = type.getDeclaredConstructor();
        return constructor.newInstance();
    }
}
