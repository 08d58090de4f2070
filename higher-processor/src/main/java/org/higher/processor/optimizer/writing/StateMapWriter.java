package org.higher.processor.optimizer.writing;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import org.higher.processor.codegen.Layout;
import org.higher.processor.optimizer.analysis.StateStructure;
import org.higher.processor.types.RuntimeTypes;

/** Writes the mapping of the tensors in a rule's state: one line for each record component. */
record StateMapWriter(StateStructure structure) {
    /** Where the value of a return statement begins. */
    private static final int RETURN_INDENT = 15;

    /** What the state becomes: an expression over {@code state} and the mapper {@code f}. */
    CodeBlock mapped() {
        CodeBlock state = CodeBlock.of("state");
        return structure.root() instanceof StateStructure.RecordNode record
                ? create(record, CodeBlock.of(""), "state")
                : map(structure.root(), CodeBlock.of("$S", "state"), state, 0);
    }

    /** The methods that the expression calls, for records within the state. */
    List<MethodSpec> helpers() {
        return structure.records().stream().map(this::helper).toList();
    }

    private MethodSpec helper(StateStructure.RecordMapping mapping) {
        TypeName type = TypeName.get(mapping.record().type());
        return MethodSpec.methodBuilder(mapping.method())
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                .returns(type)
                .addParameter(String.class, "path")
                .addParameter(type, "value")
                .addParameter(RuntimeTypes.LEAF_MAPPER, "f")
                .addStatement("return $L", create(mapping.record(), CodeBlock.of("path"), "value"))
                .build();
    }

    private CodeBlock map(StateStructure.Node node, CodeBlock name, CodeBlock value, int depth) {
        if (node instanceof StateStructure.Leaf) {
            return CodeBlock.of("f.buffer($L, $L)", name, value);
        }
        if (node instanceof StateStructure.Container c) {
            return container(c, name, value, depth);
        }
        return node instanceof StateStructure.Nested n
                ? CodeBlock.of("$L($L, $L, f)", n.method(), name, value)
                : value;
    }

    private CodeBlock container(
            StateStructure.Container container, CodeBlock name, CodeBlock value, int depth) {
        if (container.element() instanceof StateStructure.Leaf) {
            return CodeBlock.of("f.$L($L, $L, f::buffer)", container.kind(), name, value);
        }
        String n = "name" + (depth == 0 ? "" : depth);
        String x = "x" + (depth == 0 ? "" : depth);
        CodeBlock each = map(container.element(), CodeBlock.of(n), CodeBlock.of(x), depth + 1);
        return CodeBlock.of(
                "f.$L($L, $L, ($L, $L) -> $L)", container.kind(), name, value, n, x, each);
    }

    /** {@code new State(...)}: each component as it is, or mapped. */
    private CodeBlock create(StateStructure.RecordNode record, CodeBlock prefix, String variable) {
        List<CodeBlock> arguments = new ArrayList<>();
        record.components()
                .forEach(
                        (component, node) -> {
                            CodeBlock value = CodeBlock.of("$L.$L()", variable, component);
                            CodeBlock name =
                                    prefix.isEmpty()
                                            ? CodeBlock.of("$S", component)
                                            : CodeBlock.of("$L + $S", prefix, "." + component);
                            arguments.add(map(node, name, value, 0));
                        });
        DeclaredType type = record.type();
        ClassName name = ClassName.get((TypeElement) type.asElement());
        String diamond = type.getTypeArguments().isEmpty() ? "" : "<>";
        return Layout.arguments(CodeBlock.of("new $T$L", name, diamond), arguments, RETURN_INDENT);
    }
}
