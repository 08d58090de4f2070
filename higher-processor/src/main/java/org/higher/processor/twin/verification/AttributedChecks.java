package org.higher.processor.twin.verification;

import com.sun.source.tree.Tree;
import com.sun.source.util.Trees;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import org.higher.processor.pipeline.Context;
import org.higher.processor.text.ClassSource;
import org.higher.processor.twin.analysis.AnalyzedModel;
import org.higher.processor.twin.analysis.ModelField;
import org.higher.processor.twin.analysis.TwinModel;
import org.higher.processor.twin.copies.HelperSource;
import org.higher.processor.twin.copies.StaticRead;
import org.higher.processor.twin.copies.TypeSource;
import org.higher.processor.verification.CopiedCode;
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
        List<TypeElement> types = model.copiedTypes().stream().map(TypeSource::element).toList();
        List<ExecutableElement> helpers =
                model.helpers().stream().map(HelperSource::element).toList();
        Set<ExecutableElement> copied = model.copied();
        CopiedCode code = CopiedCode.of(union(copied, helpers), types, read(model));
        ModuleCalls calls =
                ModuleCalls.of(context.elements(), trees, context.leftOut(), model.type(), code);
        verifier.expect(source, code(source, copied, types), code, calls);
        Set<TypeElement> owners = new LinkedHashSet<>(types);
        owners.add(model.type());
        for (ExecutableElement helper : helpers) {
            ClassSource of = source.other((TypeElement) helper.getEnclosingElement());
            owners.add(of.type());
            verifier.expect(of, code(of, Set.of(helper), Set.of()), code, calls);
        }
        CopiedCode required =
                CopiedCode.of(
                        union(analyzed.required(), analyzed.requiredHelpers()),
                        analyzed.requiredTypes(),
                        Set.of());
        ModuleUses uses = ModuleUses.of(context, model.type(), code, required);
        InPlace inPlace = InPlace.of(trees, required);
        inPlace.readAhead(source, code(source, analyzed.required(), analyzed.requiredTypes()));
        for (ExecutableElement helper : analyzed.requiredHelpers()) {
            ClassSource of = source.other((TypeElement) helper.getEnclosingElement());
            inPlace.readAhead(of, code(of, Set.of(helper), Set.of()));
        }
        PrivateTypeUses privateTypes = new PrivateTypeUses(context, model.type(), code);
        for (TypeElement owner : owners) {
            verifier.expect(owner, uses);
            verifier.expect(owner, inPlace);
            verifier.expect(owner, privateTypes);
        }
        List<ModelField> opaque = model.declared().stream().filter(ModelField::opaque).toList();
        if (!opaque.isEmpty()) {
            verifier.expect(model.type(), Captures.of(context, source, opaque, copied));
        }
    }

    private static Set<ExecutableElement> union(
            Collection<ExecutableElement> some, Collection<ExecutableElement> others) {
        Set<ExecutableElement> all = new LinkedHashSet<>(some);
        all.addAll(others);
        return all;
    }

    /** Private static fields, and those that {@code Bound} has. */
    private static List<VariableElement> read(TwinModel model) {
        return Stream.concat(
                        model.statics().stream().map(StaticRead::field),
                        model.fields().stream().map(ModelField::element))
                .toList();
    }

    private static List<Tree> code(
            ClassSource source, Set<ExecutableElement> methods, Collection<TypeElement> types) {
        return Stream.<Tree>concat(
                        methods.stream().flatMap(m -> source.body(m).stream()),
                        types.stream().map(source::tree))
                .toList();
    }
}
