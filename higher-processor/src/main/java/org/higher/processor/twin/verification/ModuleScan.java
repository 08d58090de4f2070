package org.higher.processor.twin.verification;

import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Types;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.pipeline.Context;
import org.higher.processor.types.TwinNames;
import org.higher.processor.verification.ModuleCalls;
import org.jspecify.annotations.Nullable;

/** A scan of the body of a copied method, for modules that are treated as any object. */
abstract class ModuleScan extends TreePathScanner<@Nullable Void, @Nullable Void> {
    final Trees trees;
    final Types types;
    final ModuleValues values;
    final Problem.Sink sink;

    ModuleScan(Context context, ModuleValues values, Problem.Sink sink) {
        this.trees = context.javac().trees();
        this.types = context.types();
        this.values = values;
        this.sink = sink;
    }

    final @Nullable TypeMirror type(Tree child) {
        return trees.getTypeMirror(new TreePath(getCurrentPath(), child));
    }

    final void reportObject(Tree at, Object what, TypeElement module) {
        sink.report(
                Message.MODULE_OBJECT,
                at,
                what,
                TwinNames.twin(module).simpleName() + ".Bound",
                module.getSimpleName());
    }

    static boolean isObject(TypeElement type) {
        return type.getQualifiedName().contentEquals("java.lang.Object");
    }

    static boolean declares(TypeElement type, String method) {
        return ElementFilter.methodsIn(type.getEnclosedElements()).stream()
                .filter(m -> !ModuleCalls.isOfEveryRecord(m))
                .anyMatch(m -> m.getSimpleName().contentEquals(method));
    }
}
