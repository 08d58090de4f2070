package org.higher.processor.twin.verification;

import com.sun.source.tree.BlockTree;
import com.sun.source.util.Trees;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.ExecutableElement;
import org.higher.processor.pipeline.Context;
import org.higher.processor.text.ClassSource;
import org.higher.processor.twin.analysis.AnalyzedModel;
import org.higher.processor.twin.analysis.ModelField;
import org.higher.processor.twin.analysis.TwinModel;
import org.higher.processor.verification.ModuleCalls;
import org.higher.processor.verification.Verifier;

/** The checks of a model that need types of expressions, and so wait for javac's attribution. */
public final class AttributedChecks {
    private AttributedChecks() {}

    /** Prepares the checks, while there is source for what they look at, and has them wait. */
    public static void expect(Context context, ClassSource source, AnalyzedModel analyzed) {
        TwinModel model = analyzed.model();
        Trees trees = context.javac().trees();
        Verifier verifier = context.verifier();
        Set<ExecutableElement> copied = model.copied();
        List<BlockTree> bodies = copied.stream().flatMap(m -> source.body(m).stream()).toList();
        verifier.expect(
                source,
                bodies,
                ModuleCalls.of(context.elements(), trees, context.leftOut(), model.type(), copied));
        verifier.expect(
                model.type(), ModuleUses.of(context, model.type(), copied, analyzed.required()));
        verifier.expect(model.type(), InPlace.of(trees, source, analyzed.required()));
        List<ModelField> opaque = model.declared().stream().filter(ModelField::opaque).toList();
        if (!opaque.isEmpty()) {
            verifier.expect(model.type(), Captures.of(context, source, opaque, copied));
        }
    }
}
