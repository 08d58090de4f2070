package org.higher.processor.codegen;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A nested class that is copied as it is written, which JavaPoet has no form for: it stands in a
 * method of a class of its name until the file is formatted.
 */
public final class CopiedType {
    private static final String METHOD = "higherCopiesThis";
    private static final Pattern HEAD = Pattern.compile(" *class \\w+ \\{");
    private static final Pattern METHOD_HEAD = Pattern.compile(" *void " + METHOD + "\\(\\) \\{");
    private static final String INDENT = " ".repeat(8);

    private CopiedType() {}

    /** The class, to be added to another. */
    public static TypeSpec of(String name, CodeBlock declaration) {
        return TypeSpec.classBuilder(name)
                .addMethod(
                        MethodSpec.methodBuilder(METHOD).addCode(declaration).addCode("\n").build())
                .build();
    }

    /**
     * A text with its copied classes.
     *
     * @param dropped the lines of the formatted text that it has not, in their order
     */
    record Unwrapped(String text, List<Integer> dropped) {
        /** Where a line is that was in the formatted text, both counted from 1. */
        int line(int formatted) {
            return formatted - (int) dropped.stream().filter(d -> d < formatted).count();
        }
    }

    /** The text of a formatted file with its copied classes. */
    static Unwrapped unwrapped(String file) {
        if (!file.contains(METHOD)) {
            return new Unwrapped(file, List.of());
        }
        List<Integer> dropped = new ArrayList<>();
        List<String> lines = List.of(file.split("\n", -1));
        List<String> out = new ArrayList<>();
        int i = 0;
        while (i < lines.size()) {
            boolean wrapped =
                    HEAD.matcher(lines.get(i)).matches()
                            && METHOD_HEAD.matcher(lines.get(i + 1)).matches();
            if (!wrapped) {
                out.add(lines.get(i));
                i++;
                continue;
            }
            String end = lines.get(i + 1).replaceFirst("\\S.*", "}");
            int last = i + 2;
            while (!lines.get(last).equals(end)) {
                last++;
            }
            out.addAll(outdented(lines.subList(i + 2, last)));
            dropped.addAll(List.of(i + 1, i + 2, last + 1, last + 2));
            i = last + 2;
        }
        return new Unwrapped(String.join("\n", out), dropped);
    }

    private static List<String> outdented(List<String> lines) {
        boolean all = lines.stream().allMatch(l -> l.isBlank() || l.startsWith(INDENT));
        return all
                ? lines.stream()
                        .map(l -> l.startsWith(INDENT) ? l.substring(INDENT.length()) : l)
                        .toList()
                : lines;
    }
}
