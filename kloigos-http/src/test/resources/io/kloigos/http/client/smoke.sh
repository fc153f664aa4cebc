curl http://localhost:9090/healthz
curl http://localhost:9090/agent/status
curl http://localhost:8000/healthz
curl http://localhost:8000/api/v1/hosts
curl -X POST http://127.0.0.1:9090/agent/push-now
curl http://127.0.0.1:8000/healthz
curl http://127.0.0.1:9090/healthz
curl http://127.0.0.1:8000/api/v1/overview
curl -X POST http://127.0.0.1:8000/api/v1/projects -H 'content-type: application/json' -d '{"name":"team-a","description":"platform team"}'
curl http://127.0.0.1:8000/api/v1/projects
curl http://127.0.0.1:8000/api/v1/events
curl -X POST http://127.0.0.1:8000/api/v1/runbooks/node-drain/execute -H 'content-type: application/json' -d '{"host_id":"kvm-host-01","parameters":{"mode":"safe"}}'
curl http://127.0.0.1:8000/api/v1/tasks
curl http://127.0.0.1:8000/healthz
curl http://127.0.0.1:8000/api/v1/backbone/check
curl http://127.0.0.1:8000/healthz
curl http://127.0.0.1:8000/
curl http://127.0.0.1:8000/dashboard
curl http://127.0.0.1:8000/ui
curl http://127.0.0.1:8000/index.html
curl http://127.0.0.1:8000/home
curl http://127.0.0.1:8000/api/v1/capabilities
curl http://127.0.0.1:8000/api/v1/routes
curl http://127.0.0.1:8000/api/v1/dashboard/diagnostics
curl http://127.0.0.1:8000/kvm/dashboard
curl http://127.0.0.1:8000/kvm/api/v1/routes
curl http://127.0.0.1:8000/kvm/api/v1/dashboard/diagnostics
curl http://127.0.0.1:8000/api/v1/roadmap
curl http://127.0.0.1:8000/api/v1/pending-tasks
