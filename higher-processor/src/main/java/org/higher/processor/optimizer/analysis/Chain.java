package org.higher.processor.optimizer.analysis;

import com.palantir.javapoet.CodeBlock;
import java.util.ArrayList;
import java.util.List;

/** A chain of method calls: a tensor, and the operations that are called on it. */
record Chain(CodeBlock head, List<CodeBlock> calls) {
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
        return CodeBlock.builder().add(head).add(CodeBlock.join(calls, "")).build();
    }
}
