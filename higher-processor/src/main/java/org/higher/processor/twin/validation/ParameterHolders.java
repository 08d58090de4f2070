package org.higher.processor.twin.validation;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.util.HashMap;
import java.util.Map;
import javax.lang.model.element.Element;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import org.higher.processor.pipeline.Context;
import org.higher.processor.text.ClassSource;
import org.higher.processor.twin.analysis.InertTypes;
import org.higher.processor.twin.state.NewParameters;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.JdkMethods;
import org.higher.processor.types.Shape;
import org.jspecify.annotations.Nullable;

/** Classes whose objects certainly have parameters of their own. */
public final class ParameterHolders {
    private final Trees trees;
    private final InertTypes inert;
    private final Map<String, Boolean> known = new HashMap<>();

    private ParameterHolders(Trees trees, InertTypes inert) {
        this.trees = trees;
        this.inert = inert;
    }

    public static ParameterHolders of(Context context) {
        InertTypes inert = InertTypes.of(context.elements(), context.types());
        return new ParameterHolders(context.javac().trees(), inert);
    }

    /** Looks at all classes that a class creates objects of, while javac still has their source. */
    public void readAhead(ClassSource source) {
        for (Tree member : ((ClassTree) source.tree()).getMembers()) {
            source.names().resolve(member);
            new TreeScanner<@Nullable Void, @Nullable Void>() {
                @Override
                public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void unused) {
                    source.names().type(tree.getIdentifier()).ifPresent(t -> contains(t));
                    return super.visitNewClass(tree, null);
                }
            }.scan(member, null);
        }
    }

    /** Whether an object of a class holds a module, or a tensor that it makes a parameter. */
    public boolean contains(TypeElement type) {
        if (Annotations.isFunctional(type)) {
            return true;
        }
        if (JdkMethods.isOfJdk(type) || Annotations.isTensor(type.asType())) {
            return false;
        }
        String name = type.getQualifiedName().toString();
        Boolean answer = known.get(name);
        if (answer == null) {
            known.put(name, false); // within itself
            answer = hasParameters(type) || NewParameters.areMadeBy(type, trees);
            known.put(name, answer);
        }
        return answer;
    }

    private boolean hasParameters(TypeElement type) {
        boolean own =
                ElementFilter.fieldsIn(type.getEnclosedElements()).stream()
                        .filter(f -> !f.getModifiers().contains(Modifier.STATIC))
                        .anyMatch(f -> Annotations.isTrainable(f) || holdsModules(f.asType()));
        return own || Annotations.element(type.getSuperclass()).filter(this::contains).isPresent();
    }

    /** A module, a container of such, or an object of a class that hides some. */
    private boolean holdsModules(TypeMirror type) {
        return !inert.isInert(type)
                && (Shape.of(type).filter(Shape::holdsModules).isPresent()
                        || Annotations.element(type).filter(this::contains).isPresent());
    }

    /** Whether an attributed call makes a tensor that requires a gradient. */
    public static boolean makesParameter(Element method) {
        return method.getSimpleName().contentEquals("parameter")
                && Annotations.isTensor(method.getEnclosingElement().asType());
    }
}
