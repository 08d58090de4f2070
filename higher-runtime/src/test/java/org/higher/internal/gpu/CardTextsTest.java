package org.higher.internal.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.higher.array.DType;
import org.higher.internal.cuda.CardCompiler;
import org.higher.internal.gpu.KernelTexts.Family;
import org.higher.internal.gpu.driver.Accelerator;
import org.higher.internal.gpu.driver.KernelParameters;
import org.higher.internal.gpu.driver.KernelParameters.Kind;
import org.junit.jupiter.api.Test;

/** All kernels that are part of the library compile for all cards from Turing to Blackwell. */
class CardTextsTest {
    private static final int[] ARCHITECTURES = {75, 80, 86, 89, 90, 100, 120};

    private static final Pattern DEFINED = Pattern.compile("(?m)^\\s*#define (\\w+)");

    private static final Pattern KERNEL = Pattern.compile("\\bKERNEL\\s+(\\w+)");

    private static final Pattern POINTER_CAST = Pattern.compile("\\([^(),;]*\\*\\s*\\)|_cast\\b");

    private static final Accelerator CARD =
            (Accelerator)
                    Proxy.newProxyInstance(
                            Accelerator.class.getClassLoader(),
                            new Class<?>[] {Accelerator.class},
                            (proxy, method, arguments) ->
                                    switch (method.getName()) {
                                        case "dialect" -> CardCompiler.DIALECT;
                                        case "hasDoubles" -> true;
                                        default -> throw new AssertionError(method);
                                    });

    @Test
    void everyKernelCompilesForEveryCard() {
        Optional<CardCompiler> compiler = CardCompiler.ofThisMachine();
        assumeThat(compiler)
                .as("neither NVRTC (its folder: -Dhigher.cuda.libraries) nor nvcc is here")
                .isPresent();
        compiler.orElseThrow().compile(all(), "all", ARCHITECTURES);
    }

    /** By its head, which the compiler holds it to, as long as no pointer is cast. */
    @Test
    void everyKernelDeclaresWhatItWrites() {
        texts().forEach(
                        (family, text) -> {
                            String own = text.substring(CardCompiler.DIALECT.prelude().length());
                            Set<String> names = new LinkedHashSet<>();
                            for (Matcher head = KERNEL.matcher(own); head.find(); ) {
                                names.add(head.group(1));
                                KernelParameters of = KernelParameters.of(own, head.group(1));
                                assertThat(IntStream.range(0, of.count()).mapToObj(of::kind))
                                        .as(head.group(1))
                                        .contains(Kind.WRITTEN);
                            }
                            assertThat(names).as(family).isNotEmpty();
                            assertThat(own).as(family).doesNotContainPattern("KERNEL\\s+\\w*#");
                            assertThat(own).as(family).doesNotContainPattern(POINTER_CAST);
                        });
    }

    /**
     * One text with a namespace for each family and type, which takes less time than each alone.
     */
    private static String all() {
        StringBuilder all = new StringBuilder(CardCompiler.DIALECT.prelude());
        all.append("#undef KERNEL\n#define KERNEL __global__ __launch_bounds__(256) void\n");
        texts().forEach(
                        (name, text) -> {
                            String own = text.substring(CardCompiler.DIALECT.prelude().length());
                            all.append("namespace ")
                                    .append(name)
                                    .append(" {\n")
                                    .append(own)
                                    .append("}\n");
                            Set<String> words = new LinkedHashSet<>();
                            for (Matcher word = DEFINED.matcher(own); word.find(); ) {
                                words.add(word.group(1));
                            }
                            words.forEach(word -> all.append("#undef ").append(word).append('\n'));
                        });
        return all.toString();
    }

    private static Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Family family : Family.values()) {
            for (DType dtype : DType.values()) {
                String name = family + "_" + dtype;
                texts.put(name, KernelTexts.fixed(CARD, family, dtype, StridedLayout.USUAL_RANK));
            }
        }
        return texts;
    }
}
