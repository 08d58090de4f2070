package org.higher.processor.optimizer.analysis;

import com.palantir.javapoet.CodeBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A chain of method calls: a tensor, and the operations that are called on it. */
record Chain(CodeBlock head, List<CodeBlock> calls) {
    private static final int WIDTH = 100;
    private static final Pattern PACKAGES = Pattern.compile("\\b(?:[a-z]\\w*\\.)+(?=[A-Z])");

    static Chain of(CodeBlock head) {
        return new Chain(head, List.of());
    }

    Chain then(String operation, CodeBlock arguments) {
        List<CodeBlock> longer = new ArrayList<>(calls);
        longer.add(CodeBlock.of(".$L($L)", operation, arguments));
        return new Chain(head, longer);
    }

    Chain then(String operation) {
        return then(operation, CodeBlock.of(""));
    }

    CodeBlock flat() {
        return joined("");
    }

    /** On one line if that ends in time, or else with a line for each operation. */
    CodeBlock laidOut(int column, int indent) {
        CodeBlock flat = flat();
        int length = PACKAGES.matcher(flat.toString()).replaceAll("").length();
        return column + length < WIDTH || calls.size() < 2
                ? flat
                : joined("\n" + " ".repeat(indent + 8));
    }

    private CodeBlock joined(String separator) {
        CodeBlock.Builder code = CodeBlock.builder().add(head);
        for (int i = 0; i < calls.size(); i++) {
            code.add("$L", i == 0 ? "" : separator).add(calls.get(i));
        }
        return code.build();
    }
}
