;;; What the test does in Emacs, after the settings of docs/editors.md: look at
;;; the finding, apply its first action, save. What it saw goes to $OUT, a JSON
;;; document a line.  -*- lexical-binding: t -*-
(require 'cl-lib)
(require 'json)

(defvar out nil)
(defun say (what value)
  (push (json-encode `((what . ,what) (value . ,value))) out))
(defun text ()
  (buffer-substring-no-properties (point-min) (point-max)))
(defun found ()
  (flymake-start)
  (flymake-diagnostics))
(defun wait-for (what ready)
  (with-timeout (60 (error "in vain waited for %s" what))
    (while (not (funcall ready))
      (accept-process-output nil 0.05))))

(setq make-backup-files nil)
(unwind-protect
    (condition-case err
        (progn
          (find-file "sample.go")
          ;; Without a terminal nobody gives commands, after which eglot starts.
          (run-hooks 'post-command-hook)
          (wait-for "a finding" #'found)
          (say "findings" (mapcar #'flymake-diagnostic-text (found)))
          (goto-char (flymake-diagnostic-beg (car (found))))
          (let ((before (text)) (last-nonmenu-event ?x))
            (cl-letf (((symbol-function 'completing-read)
                       (lambda (_prompt items &rest _)
                         (say "actions" (all-completions "" items))
                         (car (all-completions "" items)))))
              (call-interactively #'eglot-code-actions))
            (wait-for "the action" (lambda () (not (equal (text) before)))))
          ;; And nobody is idle either, after which eglot tells of changes.
          (save-buffer)
          (wait-for "the finding to go" (lambda () (null (found))))
          (say "buffer" (text)))
      (error (say "error" (error-message-string err))))
  (with-temp-file (getenv "OUT")
    (insert (mapconcat #'identity (reverse out) "\n") "\n")))
