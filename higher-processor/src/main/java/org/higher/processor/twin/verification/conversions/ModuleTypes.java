package org.higher.processor.twin.verification.conversions;

import com.sun.source.tree.ParameterizedTypeTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeParameterTree;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.TypeParameterElement;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.pipeline.Context;
import org.higher.processor.types.TypeVariables;
import org.jspecify.annotations.Nullable;

/** Types in copied code that twins have not: bound twins are not within their bounds. */
public final class ModuleTypes extends TreePathScanner<@Nullable Void, @Nullable Void> {
    private final Trees trees;
    private final TypeElement model;
    private final Problem.Sink sink;

    public ModuleTypes(Context context, TypeElement model, Problem.Sink sink) {
        this.trees = context.javac().trees();
        this.model = model;
        this.sink = sink;
    }

    @Override
    public @Nullable Void visitParameterizedType(
            ParameterizedTypeTree tree, @Nullable Void unused) {
        TypeVariables.own(trees.getTypeMirror(getCurrentPath()))
                .filter(TypeVariables.Argument::isMisfit)
                .findFirst()
                .ifPresent(a -> report(tree, a));
        return super.visitParameterizedType(tree, null);
    }

    private void report(Tree at, TypeVariables.Argument argument) {
        sink.report(
                Message.GENERIC_MODEL,
                at,
                argument.parameter(),
                argument.parameter().getGenericElement().getSimpleName(),
                argument.misfit(),
                argument.remedy());
    }

    @Override
    public @Nullable Void visitTypeParameter(TypeParameterTree tree, @Nullable Void unused) {
        if (trees.getElement(getCurrentPath()) instanceof TypeParameterElement parameter
                && !TypeVariables.hasOneModule(parameter)) {
            sink.report(
                    Message.GENERIC_MODEL,
                    tree,
                    parameter,
                    model.getSimpleName(),
                    TypeVariables.SEVERAL,
                    TypeVariables.ONE);
        }
        return super.visitTypeParameter(tree, null);
    }
}
