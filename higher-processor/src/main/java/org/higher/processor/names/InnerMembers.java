package org.higher.processor.names;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ParameterizedTypeTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import java.util.Map;
import java.util.Optional;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.TypeElement;

/** Members of classes inside a body, which hide what is declared outside. */
record InnerMembers(Scope scope, Declarations declarations, Map<Tree, Meaning> meanings) {
    /** Declares what a class has, its own or inherited, in the current scope. */
    void declare(ClassTree tree) {
        declarations.byName("java.lang.Object").ifPresent(this::declareInherited);
        if (tree.getExtendsClause() != null) {
            inherit(tree.getExtendsClause());
        }
        tree.getImplementsClause().forEach(this::inherit);
        if (tree.getKind() == Tree.Kind.ENUM) {
            declarations.byName("java.lang.Enum").ifPresent(this::declareInherited);
            scope.declareMethod("values");
        }
        for (Tree member : tree.getMembers()) {
            if (member instanceof VariableTree field) {
                scope.declareField(field.getName().toString());
                if (tree.getKind() == Tree.Kind.RECORD) {
                    scope.declareMethod(field.getName().toString());
                }
            } else if (member instanceof MethodTree method) {
                scope.declareMethod(method.getName().toString());
            } else if (member instanceof ClassTree inner) {
                scope.declareClass(inner);
            }
        }
    }

    /** Members of a superclass, declared in the body or elsewhere, hide what is outside. */
    void inherit(Tree superType) {
        Tree named = superType instanceof ParameterizedTypeTree p ? p.getType() : superType;
        Optional<ClassTree> local =
                named instanceof IdentifierTree id
                        ? scope.localClass(id.getName().toString())
                        : Optional.empty();
        if (local.isPresent()) {
            declare(local.get());
        } else if (meanings.get(named) instanceof Meaning.Type t) {
            declareInherited(t.type());
        }
    }

    private void declareInherited(TypeElement superType) {
        for (Element member : declarations.members(superType)) {
            String name = member.getSimpleName().toString();
            if (member.getKind().isField()) {
                scope.declareField(name);
            } else if (member.getKind() == ElementKind.METHOD) {
                scope.declareMethod(name);
            } else if (member instanceof TypeElement t) {
                scope.declareType(name, new Meaning.Type(t));
            }
        }
    }
}
